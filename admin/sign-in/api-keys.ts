import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from '../../contract/errors';
import { NameSchema } from '../../contract/text';
import { fileText } from '../../rules/text';
import { parseJsonStrictly } from '../../rules/strict-json';
import { SCOPES } from '../../contract/config/admin';

const ApiKeySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  /** By which the admin server's access and the record know whoever has it. */
  name: NameSchema,
  /** SHA-256 of the secret, which has 256 random bits: no slower hash is needed, and nobody finds it from this. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.enum(SCOPES)).min(1),
  /** With `decide-as`: for these people alone. Absent: for anybody. */
  people: z.array(NameSchema).min(1).optional(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
const KeyFileSchema = z.strictObject({ keys: z.array(ApiKeySchema) });

export type ApiKey = z.output<typeof ApiKeySchema>;

/** A new key: what is kept of it, and the text that its holder gets, which nobody can see again. */
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

/** The key that a text is, if it is one of these and has not expired. */
export function keyOf(text: string, keys: readonly ApiKey[], now = Date.now()): ApiKey | undefined {
  const [, id, secret] = /^hitl_([0-9a-f]{12})_([0-9a-f]{64})$/.exec(text) ?? [];
  const key = keys.find((each) => each.id === id);
  if (key === undefined || secret === undefined || Date.parse(key.expiresAt) <= now) return undefined;
  return timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(key.hash)) ? key : undefined;
}

/** The keys of a file. @throws ConfigError when it cannot be read or is none */
export function readKeys(file: string): ApiKey[] {
  try {
    return KeyFileSchema.parse(readJson(fileText(readFileSync(file)))).keys;
  } catch (cause) {
    const detail = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new ConfigError(`${file} is no file of API keys: ${detail}`, { cause });
  }
}

function readJson(text: string): unknown {
  const read = parseJsonStrictly(text);
  if (!read.ok) throw new Error(read.problem);
  return read.value;
}

/** Puts the keys in the file, which only its owner can read. */
export function writeKeys(file: string, keys: readonly ApiKey[]): void {
  const written = `${file}.${process.pid}.tmp`;
  writeFileSync(written, `${JSON.stringify({ keys }, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(written, file);
}

/** The keys of a file as it stands: one that was taken out of it no longer opens, without a restart. */
export function watchKeys(file: string, log: (line: string) => void): () => ApiKey[] {
  let keys = readKeys(file);
  let seen = changeOf(file);
  return () => {
    const changed = changeOf(file);
    if (changed === seen) return keys;
    seen = changed;
    try {
      keys = readKeys(file);
    } catch (error) {
      // Better nobody than somebody whose key was taken away.
      keys = [];
      log((error as Error).message);
    }
    return keys;
  };
}

function changeOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
