import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import type { BrandingConfig } from '../../contract/config/branding';
import { defined } from '../../contract/defined';
import { ConfigError } from '../../contract/errors';
import type { Branding, BrandingFile } from '../http/context';
import { accentStyle } from './accent';

const MAX_LOGO_BYTES = 256 * 1024;

/** Reads the logo and makes the style of the accent colour. @throws ConfigError if the logo cannot be used */
export function openBranding({ name, logo, accent, links }: BrandingConfig): Branding {
  return {
    name,
    links,
    ...defined({
      logo: logo === undefined ? undefined : readLogo(logo),
      style: accent === undefined ? undefined : file('accent', 'css', 'text/css', accentStyle(accent)),
    }),
  };
}

/** Serves the logo and the style without sign-in: the sign-in page shows them. */
export function addBranding(app: Hono, { logo, style }: Branding): void {
  for (const { path, type, content } of [logo, style].filter((each) => each !== undefined))
    app.get(path, (c) =>
      c.body(content, 200, {
        'Content-Type': type,
        'Cache-Control': 'public, max-age=31536000, immutable',
      }),
    );
}

type Kind = readonly [type: string, isSo: (content: Buffer) => boolean];

const KINDS: Record<string, Kind> = {
  png: ['image/png', (content) => content.subarray(1, 4).toString('latin1') === 'PNG'],
  webp: ['image/webp', (content) => content.subarray(8, 12).toString('latin1') === 'WEBP'],
  svg: ['image/svg+xml; charset=utf-8', (content) => /<svg[\s>]/.test(content.toString('utf8'))],
};

function readLogo(path: string): BrandingFile {
  const refuse = (why: string, cause?: unknown) =>
    new ConfigError(`admin.branding.logo: ${path} ${why}`, { cause });
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const [type, isSo] = KINDS[ending] ?? [];
  if (type === undefined || isSo === undefined) throw refuse('must end with .png, .svg or .webp');
  const content = read(path, refuse);
  if (content.length > MAX_LOGO_BYTES)
    throw refuse(`has ${Math.ceil(content.length / 1024)} KB; use a picture of at most 256 KB`);
  if (!isSo(content)) throw refuse(`is not a picture of the kind that its name says (${ending})`);
  // A browser runs no script in an image, but it would in a page that opens the file itself.
  if (ending === 'svg' && /<script|<foreignObject|\son\w+\s*=|javascript:/i.test(content.toString('utf8')))
    throw refuse('contains a script or foreign content; export it as a plain SVG, or as PNG');
  return file('logo', ending, type, content);
}

function read(path: string, refuse: (why: string, cause: unknown) => ConfigError): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw refuse(`cannot be read (${(cause as Error).message}); check the path`, cause);
  }
}

function file(name: string, ending: string, type: string, content: string | Buffer): BrandingFile {
  const bytes = new Uint8Array(Buffer.from(content));
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return { path: `/assets/${name}.${hash}.${ending}`, type, content: bytes };
}
