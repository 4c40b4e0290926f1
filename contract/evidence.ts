import { z } from 'zod';
import { ExactJsonSchema } from './json';
import { LIMITS, utf8Bytes } from './limits';
import { text } from './text';

/*
 * What an agent shows to support its request (design rule 25). All of it is part of the content hash.
 */

const TitleSchema = text(LIMITS.nameBytes).min(1, 'must not be empty');
const ContentSchema = text(LIMITS.evidenceBytes).min(1, 'must not be empty');

function evidence<Kind extends string, Content extends z.ZodType>(kind: Kind, content: Content) {
  return z.strictObject({
    /** `text`, `diff`, `table`, `json`, `image` or `link`. */
    kind: z.literal(kind),
    /** What people read above it. */
    title: TitleSchema,
    /** The text, the rows, the JSON, the image in base64, or the address. */
    content,
  });
}

/**
 * How PNG, JPEG and WebP begin in base64. A file's name and its claimed type can be wrong, so only its first bytes
 * count.
 */
const IMAGE_STARTS = {
  'image/png': /^iVBORw0KGgo/,
  'image/jpeg': /^\/9j\//,
  // `RIFF`, four bytes of length, `WEBP`.
  'image/webp': /^UklGR[g-v][A-Za-z0-9+/]{4}[BFJNRVZdhlptx159]XRUJQ/,
} as const;

/** The type of an image in base64, by its first bytes. Undefined if it is not a PNG, JPEG or WebP image. */
export function imageType(base64: string): keyof typeof IMAGE_STARTS | undefined {
  const types = Object.keys(IMAGE_STARTS) as (keyof typeof IMAGE_STARTS)[];
  return types.find((type) => IMAGE_STARTS[type].test(base64));
}

const ImageSchema = z
  .string()
  .refine((image) => image.length <= LIMITS.imageBase64Bytes, { error: 'is an image of more than 256 KB' })
  .refine((image) => image.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(image), {
    error: 'must be an image in base64, without the prefix data:',
  })
  .refine((image) => imageType(image) !== undefined, {
    error: 'is not a PNG, JPEG or WebP image: its first bytes are of another kind of file',
  });

const LinkSchema = text(LIMITS.linkBytes).superRefine((link, problems) => {
  const refuse = (message: string) => problems.addIssue({ code: 'custom', message });
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url?.protocol !== 'https:') return refuse('must be a link that begins with https://');
  if (url.username !== '' || url.password !== '')
    return refuse('must not contain a user name or a password: it would show another host than it opens');
});

export const EvidenceSchema = z.discriminatedUnion('kind', [
  evidence('text', ContentSchema),
  /** A unified diff. */
  evidence('diff', ContentSchema),
  /** Rows: objects with the columns as keys. */
  evidence('table', z.array(z.record(z.string(), ExactJsonSchema)).min(1, 'must have at least one row')),
  evidence('json', ExactJsonSchema),
  /** A PNG, JPEG or WebP image of at most 256 KB, in base64. */
  evidence('image', ImageSchema),
  /** A link that begins with https://. Nothing is loaded from it. */
  evidence('link', LinkSchema),
]);

/** One piece of evidence for a request. */
export type Evidence = z.output<typeof EvidenceSchema>;

export const EvidenceListSchema = z
  .array(EvidenceSchema)
  .max(LIMITS.evidenceItems, `has more than ${LIMITS.evidenceItems} items`)
  .refine((evidence) => utf8Bytes(JSON.stringify(evidence)) <= LIMITS.evidenceBytes, {
    error: `is larger than ${LIMITS.evidenceBytes / 1024} KB`,
  });
