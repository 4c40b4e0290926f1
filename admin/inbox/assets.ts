import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hono } from 'hono';

interface Asset {
  /** Contains a hash of the content, so that browsers may cache it without expiry. */
  path: string;
  type: string;
  content: string;
}

const STYLES = [
  'style',
  'controls',
  'parts',
  'content',
  'request',
  'decisions',
  'lists',
  'more',
  'agents',
].map((name) => asset(`${name}.css`, 'text/css'));
const SCRIPTS = ['live', 'times', 'waiting', 'keys'].map((name) => asset(`${name}.js`, 'text/javascript'));
const ICON = asset('icon.svg', 'image/svg+xml');

/** The paths that every page links to. */
export const ASSETS = {
  styles: STYLES.map(({ path }) => path),
  scripts: SCRIPTS.map(({ path }) => path),
  icon: ICON.path,
};

/** Serves the styles, scripts and icon without sign-in: they contain no personal data. */
export function addAssets(app: Hono): void {
  for (const { path, type, content } of [...STYLES, ...SCRIPTS, ICON])
    app.get(path, (c) =>
      c.body(content, 200, {
        'Content-Type': `${type}; charset=utf-8`,
        'Cache-Control': 'public, max-age=31536000, immutable',
      }),
    );
}

function asset(name: string, type: string): Asset {
  const content = readFileSync(join(__dirname, 'assets', name), 'utf8');
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const dot = name.lastIndexOf('.');
  return { path: `/assets/${name.slice(0, dot)}.${hash}${name.slice(dot)}`, type, content };
}
