import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { SCOPES } from '../../contract/config/admin';
import { ConfigError } from '../../contract/errors';
import { describeIssues } from '../../contract/issues';
import { NameSchema } from '../../contract/text';
import { parseJsonStrictly } from '../../rules/strict-json';
import { fileText } from '../../rules/text';

const ApiKeySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  /** The name of the key's holder in access lists and records. */
  name: NameSchema,
  /** SHA-256 of the secret. The secret has 256 random bits, so a slow hash is not needed. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.enum(SCOPES)).min(1),
  /** With `decide-as`: the people the key may act for. Absent: all people. */
  people: z.array(NameSchema).min(1).optional(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
const KeyFileSchema = z.strictObject({ keys: z.array(ApiKeySchema) });

export type ApiKey = z.output<typeof ApiKeySchema>;

/** A new key: the entry for the file, and the text for its holder. The text is not stored. */
export function makeKey(
  wanted: Omit<ApiKey, 'id' | 'hash' | 'createdAt'>,
  now = new Date(),
): { key: ApiKey; text: string } {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('hex');
  return {
    key: { id, hash: hashOf(secret), createdAt: now.toISOString(), ...wanted },
    text: `hitl_${id}_${secret}`,
  };
}

/** The key with this text. Undefined if it is unknown or has expired. */
export function findKey(text: string, keys: readonly ApiKey[], now = Date.now()): ApiKey | undefined {
  const [, id, secret] = /^hitl_([0-9a-f]{12})_([0-9a-f]{64})$/.exec(text) ?? [];
  const key = keys.find((each) => each.id === id);
  if (key === undefined || secret === undefined || Date.parse(key.expiresAt) <= now) return undefined;
  return timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(key.hash)) ? key : undefined;
}

/** Reads a file of API keys. @throws ConfigError if the file is missing or invalid */
export function readKeys(file: string): ApiKey[] {
  try {
    return KeyFileSchema.parse(readJson(fileText(readFileSync(file)))).keys;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new ConfigError(`${file} does not exist; create it with \`hitl keys create --file ${file}\`.`, {
        cause,
      });
    const detail = cause instanceof z.ZodError ? describeIssues(cause) : (cause as Error).message;
    throw new ConfigError(`${file} is not a valid file of API keys: ${detail}`, { cause });
  }
}

function readJson(text: string): unknown {
  const read = parseJsonStrictly(text);
  if (!read.ok) throw new Error(read.problem);
  return read.value;
}

/** Writes the keys to the file. Only the file's owner can read it. */
export function writeKeys(file: string, keys: readonly ApiKey[]): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify({ keys }, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

/** A function that returns the current keys of the file. It reads the file again after a change, without a restart. */
export function watchKeys(file: string, log: (line: string) => void): () => ApiKey[] {
  let keys = readKeys(file);
  let version = versionOf(file);
  return () => {
    const current = versionOf(file);
    if (current === version) return keys;
    version = current;
    try {
      keys = readKeys(file);
    } catch (error) {
      // An invalid file admits no key: the old keys may include a withdrawn one.
      keys = [];
      log((error as Error).message);
    }
    return keys;
  };
}

function versionOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
