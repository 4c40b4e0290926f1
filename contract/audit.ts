import { z } from 'zod';
import { JsonObjectSchema, TimeSchema } from './records/values';

/** What an entry of the audit log records: the kind of the ended workflow. */
export const AUDIT_KINDS = ['approval', 'confirmation', 'escalation', 'run', 'use', 'notifications'] as const;

/** What an entry of the audit log records. */
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** How Temporal says that a workflow ended. */
export const CLOSED_AS = ['completed', 'failed', 'cancelled', 'terminated', 'timed_out'] as const;

const HashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');
/** 64 bytes in base64. Its last letter has four bits that mean nothing: only one spelling is accepted. */
const SignatureValueSchema = z
  .string()
  .regex(/^[A-Za-z0-9+/]{85}[AQgw]==$/, 'must be an Ed25519 signature in base64');
const AuditSignatureSchema = z.strictObject({ keyId: z.string().min(1), value: SignatureValueSchema });

/** One entry of the audit log: the record of one ended workflow, or why it could not be read. */
export const AuditEntrySchema = z
  .strictObject({
    v: z.literal(1),
    /** The number of the entry. The first has 1. */
    seq: z.int().min(1),
    /** The hash of the entry before. For the first: 64 zeros. */
    prev: HashSchema,
    writtenAt: TimeSchema,
    namespace: z.string(),
    kind: z.enum(AUDIT_KINDS),
    /** The id of the workflow: of a request, an escalation or a run, or an id derived from it. */
    id: z.string(),
    /** Temporal's id of the workflow's run. */
    runId: z.string(),
    /** The id of what it belongs to: a request of a use, a run of a request, and so on. */
    about: z.string().optional(),
    startedAt: TimeSchema,
    closedAt: TimeSchema,
    closedAs: z.enum(CLOSED_AS),
    /** It was reset: this run of the workflow continues it. */
    resetTo: z.string().optional(),
    /** The record, as the client reads it. Absent if it could not be read. */
    record: JsonObjectSchema.optional(),
    /** Why the record could not be read. */
    unreadable: z.string().optional(),
    /** The number of the entry that says that this record could not be read. */
    replaces: z.int().optional(),
    /** SHA-256 over `prev`, `seq` and the digest of all other fields. */
    hash: HashSchema,
    /** Ed25519 over the number and the hash. */
    signature: AuditSignatureSchema,
  })
  .refine(({ record, unreadable }) => (record === undefined) !== (unreadable === undefined), {
    error: 'must have either a record or the reason why it could not be read',
  });
export type AuditEntry = z.output<typeof AuditEntrySchema>;

/** An entry before it has a place in the log. */
export type AuditBody = Omit<AuditEntry, 'seq' | 'prev' | 'hash' | 'signature'>;

/** The signed head of the log at one time. A log that lacks this entry was cut or changed. */
export const AuditAnchorSchema = z.strictObject({
  v: z.literal(1),
  namespace: z.string(),
  seq: z.int().min(1),
  hash: HashSchema,
  at: TimeSchema,
  signature: AuditSignatureSchema,
  /** Where it was sent, in a second line of the same anchor. The signature does not cover this. */
  sent: z
    .array(
      z.strictObject({
        channel: z.string(),
        /** The person, for a channel that notifies each person. */
        to: z.string().optional(),
        at: TimeSchema,
        /** Why it was not sent. */
        problem: z.string().optional(),
      }),
    )
    .optional(),
});
export type AuditAnchor = z.output<typeof AuditAnchorSchema>;

/** All that the log has about one request, escalation or run, with the proof that it is part of the chain. */
export const AuditPackSchema = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  namespace: z.string(),
  madeAt: TimeSchema,
  /** The entries about it, oldest first. */
  entries: z.array(AuditEntrySchema).min(1),
  /** The part of the chain from the first of them to `until`. */
  proof: z.strictObject({
    /** The hash of the entry before the first digest. */
    prev: HashSchema,
    /** The number of the entry of the first digest. */
    seq: z.int().min(1),
    /** The digest of each entry, without its place in the chain. */
    digests: z.array(HashSchema).min(1),
  }),
  /** The signed end of the proof: an anchor, or the head of the log. */
  until: z.strictObject({
    seq: z.int().min(1),
    hash: HashSchema,
    /** Set if it is an anchor. */
    anchor: AuditAnchorSchema.optional(),
    signature: AuditSignatureSchema,
  }),
  /** The public keys of the signatures: the base64 of their DER (SPKI). Compare them with those of the config. */
  keys: z.array(z.strictObject({ id: z.string(), publicKey: z.string() })),
});
export type AuditPack = z.output<typeof AuditPackSchema>;
