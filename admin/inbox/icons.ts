import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hono } from 'hono';

/*
 * The icons of the browser tab: the plain one, and those that show how many requests wait for the reader.
 */

const PLAIN = readFileSync(join(__dirname, 'assets', 'icon.svg'), 'utf8');

/** The names of the icons, and the count that each shows. */
const COUNTS = Object.fromEntries([
  ...Array.from({ length: 9 }, (_, index) => [`${index + 1}`, `${index + 1}`]),
  ['more', '9+'],
]) as Record<string, string>;

function withCount(count: string): string {
  const badge =
    '<circle cx="21" cy="21" r="11" fill="#a8201a" stroke="#fff" stroke-width="1.5" />' +
    `<text x="21" y="26" text-anchor="middle" font-family="sans-serif" font-weight="700" font-size="14" fill="#fff">${count}</text>`;
  return PLAIN.replace('</svg>', `${badge}</svg>`);
}

const HASH = createHash('sha256').update(withCount('9+')).digest('hex').slice(0, 12);

const iconAt = (name: string) => `/assets/icon-${name}.${HASH}.svg`;

/** The address of the icon for a count. The script replaces NAME. */
export const ICON_PATTERN = iconAt('NAME');

/** Serves the icons without sign-in: they contain no personal data. */
export function addIcons(app: Hono): void {
  for (const [name, count] of Object.entries(COUNTS))
    app.get(iconAt(name), (c) =>
      c.body(withCount(count), 200, {
        'Content-Type': 'image/svg+xml; charset=utf-8',
        'Cache-Control': 'public, max-age=31536000, immutable',
      }),
    );
}
