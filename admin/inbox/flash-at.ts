import { type Flash, keepFlash } from './flash';
import type { Visit } from './visit';

/** Sends the browser to a page that tells what became of the attempt; a reload of that page tries nothing. */
export async function flashAt({ c, desk, session }: Visit, path: string, flash: Flash): Promise<Response> {
  await keepFlash(c, desk.settings, session, path, flash);
  return c.redirect(path, 303);
}
