import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { findConfig, loadConfig } from '../../../../worker/config';
import { type ApiKey, readKeys, writeKeys } from '../../../sign-in/api-keys';
import { UsageError } from '../../errors';
import { withFileLock } from '../../file-lock';

export interface KeyFileFlags {
  file?: string;
  config?: string;
}

/** The file of API keys: the given one, else the config's `admin.signIn.keys`. @throws UsageError, ConfigError */
export async function keyFileOf({ file, config }: KeyFileFlags): Promise<string> {
  if (file !== undefined) return file;
  if (config !== undefined || findConfig() !== undefined) {
    const loaded = await loadConfig(config);
    const named = loaded.config.admin?.signIn.keys;
    if (named !== undefined) return named;
    throw new UsageError(`${loaded.path} has no admin.signIn.keys: add it, or use --file FILE`);
  }
  throw new UsageError('missing --file FILE, or --config FILE with a config that has admin.signIn.keys');
}

/** The keys in the file; none if the file does not exist. @throws ConfigError when it is not a file of API keys */
export function keysIn(file: string): ApiKey[] {
  return existsSync(file) ? readKeys(file) : [];
}

/** Changes the keys in the file. A lock keeps the changes of two `hitl` at the same time. @throws ConfigError, FileLocked */
export async function changeKeys<T>(
  file: string,
  change: (keys: ApiKey[]) => { keys: ApiKey[]; answer: T },
): Promise<T> {
  if (!existsSync(dirname(file))) throw new UsageError(`${dirname(file)} does not exist`);
  return withFileLock(file, () => {
    const { keys, answer } = change(keysIn(file));
    writeKeys(file, keys);
    return answer;
  });
}
