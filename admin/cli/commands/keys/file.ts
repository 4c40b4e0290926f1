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

/** The file of API keys: as given, else the one that `admin.signIn.keys` of the config names. @throws UsageError, ConfigError */
export async function keyFileOf({ file, config }: KeyFileFlags): Promise<string> {
  if (file !== undefined) return file;
  if (config !== undefined || findConfig() !== undefined) {
    const loaded = await loadConfig(config);
    const named = loaded.config.admin?.signIn.keys;
    if (named !== undefined) return named;
    throw new UsageError(
      `which file? ${loaded.path} has no admin.signIn.keys: name it there, or say --file F`,
    );
  }
  throw new UsageError('which file? Say --file F, or --config F where admin.signIn.keys names it');
}

/** The keys of the file; none where there is no such file yet. @throws ConfigError when it is no file of keys */
export function keysIn(file: string): ApiKey[] {
  return existsSync(file) ? readKeys(file) : [];
}

/** Changes the keys of the file; of two `hitl` at a time both changes count. @throws ConfigError, FileLocked */
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
