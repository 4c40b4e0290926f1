import { z } from 'zod';
import { DurationSchema } from '../duration';
import { NameSchema, text } from '../text';
import { checkUnique } from './decisions';

const PathSchema = text(4_000).min(1, 'must not be empty');
const MIN_ROTATE_BYTES = 4_096;
/** PostgreSQL cuts names at 63 bytes, and the indexes have longer ones. */
const MAX_TABLE_BYTES = 50;

/** Writes the log to files of JSON lines. */
const FilesSinkSchema = z.strictObject({
  /** Writes files of JSON lines. */
  type: z.literal('files'),
  /** The folder of the log, absolute or from the working directory. One log has one folder of its own. */
  folder: PathSchema.default('audit'),
  /** A file that is larger than this, in bytes, is followed by a new one. Default 64 MB. */
  rotateAtBytes: z
    .int()
    .min(MIN_ROTATE_BYTES, `must be at least ${MIN_ROTATE_BYTES}`)
    .default(64 * 1024 * 1024),
});

/** Writes the log to a database. */
const PostgresSinkSchema = z.strictObject({
  /** Writes a table of PostgreSQL. */
  type: z.literal('postgres'),
  /** `postgres://user:password@host:5432/database`. The user needs to create the tables, or only to read and add rows. */
  url: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres URL' }),
  /** The table of the entries; that of the anchors has `_anchors` behind it. Default `hitl_audit`. */
  table: text(MAX_TABLE_BYTES)
    .regex(/^([a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]*$/, "must be a name such as 'hitl_audit' or 'audit.hitl'")
    .default('hitl_audit'),
});

const SigningSchema = z.strictObject({
  /** The id of the key. Every entry contains it. */
  keyId: NameSchema,
  /** The file of the private key, as `hitl keys signing` makes it: Ed25519, PEM (PKCS #8). */
  privateKeyFile: PathSchema,
});

const KeySchema = z.strictObject({
  /** The id that the entries contain. */
  id: NameSchema,
  /** Ed25519: PEM (SPKI), or the base64 of its DER. */
  publicKey: z.string().min(1, 'must not be empty'),
});

const AnchorsSchema = z.strictObject({
  /** How often, if there are new entries. Default 24 hours. */
  every: DurationSchema.default('24h'),
  /** The channels of the config that get it as a message. Default: none. */
  channels: z.array(NameSchema).default([]),
  /** Who gets it by a channel that notifies each person, such as e-mail. Default: the operators. */
  to: z.array(NameSchema).optional(),
});

/** The audit log: where it is, who signs it, and how often ended requests are looked for. */
export const AuditSchema = z
  .strictObject({
    /** Where the log is kept. Default: files in the folder `audit`. */
    sink: z.discriminatedUnion('type', [FilesSinkSchema, PostgresSinkSchema]).prefault({ type: 'files' }),
    /** The key that signs the entries. */
    signing: SigningSchema,
    /** Public keys that signed earlier entries, and the present one where the private key is not: they verify the log. */
    keys: z.array(KeySchema).default([]),
    /** How often the auditor looks for what has ended. Default 10 seconds. */
    every: DurationSchema.default('10s'),
    /** When the head of the log is recorded, so that a log that was cut is found. */
    anchors: AnchorsSchema.prefault({}),
  })
  .superRefine(({ keys }, problems) => checkUnique(keys, 'id', ['keys'], problems));

export type AuditConfig = z.output<typeof AuditSchema>;
