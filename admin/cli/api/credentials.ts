import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import envPaths from 'env-paths';
import { z } from 'zod';
import { ConfigError } from '../../../contract/errors';
import { fileText, shellQuote } from '../../../rules/text';

const KeySchema = z.strictObject({ kind: z.literal('key'), token: z.string() });
const TokenSchema = z.strictObject({
  kind: z.literal('token'),
  token: z.string(),
  expiresAt: z.iso.datetime().optional(),
  refreshToken: z.string().optional(),
  issuer: z.string(),
  clientId: z.string(),
});
const CredentialSchema = z.discriminatedUnion('kind', [KeySchema, TokenSchema]);
const FileSchema = z.strictObject({ servers: z.record(z.string(), CredentialSchema) });

/** The credential that `hitl login` stores for one admin server. */
export type Credential = z.output<typeof CredentialSchema>;
export type TokenCredential = z.output<typeof TokenSchema>;
export type Credentials = Record<string, Credential>;

/** The file of credentials, in HITL_CONFIG_DIR or this user's config folder. */
export function credentialsFile({ HITL_CONFIG_DIR }: NodeJS.ProcessEnv): string {
  return join(HITL_CONFIG_DIR || envPaths('temporal-hitl', { suffix: '' }).config, 'credentials.json');
}

/** The stored credentials by the admin server's address. @throws ConfigError when others can read the file, or it is not valid */
export function readCredentials(file: string): Credentials {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return {};
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0)
    throw new ConfigError(
      `${file} contains credentials, but other users can read it. Sign out on the admin server, then run: chmod 600 ${shellQuote(file)}`,
    );
  try {
    return FileSchema.parse(JSON.parse(fileText(readFileSync(file)))).servers;
  } catch (cause) {
    const detail = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new ConfigError(`${file} is not a valid credentials file: ${detail}. Remove it and sign in again`, {
      cause,
    });
  }
}

/** Writes the credentials to a file that only its owner can read. */
export function writeCredentials(file: string, servers: Credentials): void {
  makeFolder(file);
  const written = `${file}.${process.pid}.tmp`;
  writeFileSync(written, `${JSON.stringify({ servers }, undefined, 2)}\n`, { mode: 0o600 });
  chmodSync(written, 0o600);
  renameSync(written, file);
}

/** Creates the file's folder if it does not exist. Only its owner can read it. */
export function makeFolder(file: string): void {
  const folder = dirname(file);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Whether a token is an API key. */
export function isKey(token: string): boolean {
  return token.startsWith('hitl_');
}
