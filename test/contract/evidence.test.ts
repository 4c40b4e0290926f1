import { EvidenceListSchema, type Evidence, imageType } from '../../contract/evidence';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]);
const webp = (length: number) =>
  Buffer.concat([
    Buffer.from('RIFF'),
    Buffer.from([length, length >> 8, length >> 16, 0]),
    Buffer.from('WEBPVP8 '),
  ]);

const problemOf = (evidence: Evidence) => EvidenceListSchema.safeParse([evidence]).error?.issues[0]?.message;
const image = (bytes: Buffer | string): Evidence => ({
  kind: 'image',
  title: 'Picture',
  content: Buffer.from(bytes as Buffer).toString('base64'),
});
const link = (content: string): Evidence => ({ kind: 'link', title: 'Page', content });

describe('an image', () => {
  it.each<[string, Buffer]>([
    ['image/png', PNG],
    ['image/jpeg', JPEG],
    ...[0, 1, 77, 1_000_000].map((length): [string, Buffer] => ['image/webp', webp(length)]),
  ])('is a %s by its first bytes', (type, bytes) => {
    expect(problemOf(image(bytes))).toBeUndefined();
    expect(imageType(bytes.toString('base64'))).toBe(type);
  });

  it.each([
    ['HTML', '<html><script>alert(1)</script>'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['a GIF', 'GIF89a'],
    ['a RIFF file that is no WebP', 'RIFF1234WAVE'],
    ['nothing', ''],
  ])('that is %s is refused by name', (_, bytes) => {
    expect(problemOf(image(bytes))).toContain('is not a PNG, JPEG or WebP image');
  });

  it.each(['data:image/png;base64,iVBORw0KGgo=', 'iVBORw0KGgo', 'iVBO Rw0KGgo=', 'iVBORw0K\nGgo'])(
    'is in base64 alone: %j is refused',
    (content) => {
      expect(problemOf({ kind: 'image', title: 'Picture', content })).toContain('base64');
    },
  );

  it('has at most 256 KB', () => {
    const filled = (size: number) => Buffer.concat([PNG, Buffer.alloc(size - PNG.length)]);
    expect(problemOf(image(filled(256 * 1024)))).toBeUndefined();
    expect(problemOf(image(filled(256 * 1024 + 3)))).toContain('more than 256 KB');
  });
});

describe('a link', () => {
  it.each(['https://example.com/a?b#c', 'https://10.0.0.1/internal', 'https://münchen.example'])(
    '%s is accepted: nothing is loaded from it',
    (url) => {
      expect(problemOf(link(url))).toBeUndefined();
    },
  );

  it.each([
    ['http://example.com', 'https://'],
    ['javascript:alert(1)', 'https://'],
    ['data:text/html,x', 'https://'],
    ['//example.com', 'https://'],
    ['https://bank.example@evil.example/', 'user name or a password'],
    ['https://:secret@evil.example/', 'user name or a password'],
  ])('%s is refused', (url, message) => {
    expect(problemOf(link(url))).toContain(message);
  });
});

describe('evidence', () => {
  it('has at most 512 KB as JSON, and 50 items', () => {
    const text = (size: number): Evidence => ({ kind: 'text', title: 'Log', content: 'x'.repeat(size) });
    expect(EvidenceListSchema.safeParse([text(500 * 1024)]).success).toBe(true);
    expect(EvidenceListSchema.safeParse([text(300 * 1024), text(300 * 1024)]).error?.issues[0]?.message).toBe(
      'is larger than 512 KB',
    );
    expect(EvidenceListSchema.safeParse(Array.from({ length: 51 }, () => text(1))).success).toBe(false);
  });

  it('keeps its numbers exactly or refuses them', () => {
    expect(problemOf({ kind: 'json', title: 'Data', content: { n: 9007199254740992 } })).toContain(
      'lose digits',
    );
    expect(problemOf({ kind: 'table', title: 'Rows', content: [{ n: 0.1 }] })).toBeUndefined();
    expect(problemOf({ kind: 'table', title: 'Rows', content: [] })).toContain('at least one row');
  });
});
