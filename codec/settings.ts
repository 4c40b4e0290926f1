import { readFileSync } from 'node:fs';
import { type Encryption, type EncryptionOptions, EncryptionSchema } from '../contract/encryption';
import { InvalidInput } from '../contract/errors';
import { describeIssues } from '../contract/issues';

/*
 * Reads the encryption keys from options or from the environment. Messages never contain a key.
 */

const KEYS = 'HITL_ENCRYPTION_KEYS';
const FILE = 'HITL_ENCRYPTION_KEYS_FILE';
const DECRYPT_ONLY = 'HITL_ENCRYPTION_DECRYPT_ONLY';
const CLEAR = 'HITL_ENCRYPTION_CLEAR';

/**
 * The encryption of this process: the given options, else those of the environment. Undefined without keys.
 *
 * @throws InvalidInput that names the option or the variable. An empty variable is an error too: encryption must not be off
 * because a secret is missing.
 */
export function readEncryption(
  given: EncryptionOptions | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Encryption | undefined {
  return given === undefined ? fromEnvironment(env) : checked(given, 'encryption');
}

/** The same, where encryption is asked for. @throws InvalidInput also when there are no keys */
export function requiredEncryption(given: EncryptionOptions | undefined): Encryption {
  const found = readEncryption(given);
  if (found !== undefined) return found;
  throw new InvalidInput(`there are no encryption keys: set ${KEYS} or ${FILE}, or give the option keys`);
}

function fromEnvironment(env: NodeJS.ProcessEnv): Encryption | undefined {
  const { [KEYS]: text, [FILE]: file, [DECRYPT_ONLY]: decryptOnly, [CLEAR]: clear } = env;
  if (text !== undefined && file !== undefined)
    throw new InvalidInput(`${KEYS} and ${FILE} are both set: unset one of them`);
  if (text === undefined && file === undefined) {
    const needless = [DECRYPT_ONLY, CLEAR].find((name) => env[name]);
    if (needless === undefined) return undefined;
    throw new InvalidInput(`${needless} is set, but there are no keys: set ${KEYS} or ${FILE}`);
  }
  const source = text === undefined ? FILE : KEYS;
  const options = {
    keys: keysIn(text ?? fileOf(file ?? ''), source),
    decryptOnly: flag(decryptOnly),
    clear: clear ? clear.split(',').map((part) => part.trim()) : [],
  };
  return checked(options, source);
}

function fileOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InvalidInput(`${FILE}: ${path || 'an empty path'} cannot be read: ${(error as Error).message}`);
  }
}

/** Splits `ID=BASE64` entries, separated by commas or line breaks. A line that begins with `#` is a comment. */
function keysIn(text: string, source: string): { id: string; key: string }[] {
  const entries = text
    .split(/\r?\n/)
    .filter((line) => !line.trim().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.length === 0)
    throw new InvalidInput(`${source} is empty: unset it, or write ID=BASE64, from \`hitl keys encryption\``);
  return entries.map((entry, index) => {
    const [, id, key] = /^([^=]+)=(.+)$/.exec(entry) ?? [];
    if (id === undefined || key === undefined)
      throw new InvalidInput(
        `${source}: entry ${index + 1} must be ID=BASE64, from \`hitl keys encryption\``,
      );
    return { id: id.trim(), key: key.trim() };
  });
}

function flag(value: string | undefined): boolean {
  if (!value || value === 'false') return false;
  if (value === 'true') return true;
  throw new InvalidInput(`${DECRYPT_ONLY} must be true or false`);
}

function checked(options: unknown, source: string): Encryption {
  const parsed = EncryptionSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(describeIssues(parsed.error, 'the options').replaceAll(/(^|; )/g, `$1${source}: `));
}
