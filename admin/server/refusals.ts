import type { Context, Hono } from 'hono';
import { NotSignedIn } from '../../contract/errors';
import { visibleLine } from '../../rules/text';
import type { AdminContext } from '../http/context';

/**
 * Logs who could not sign in, and why: a key that was withdrawn, a token of another application, a sign-in that the provider
 * refused. A visitor without any sign-in is not logged. Neither is what was sent, since it may be a secret.
 */
export function logRefusals(app: Hono, { log }: AdminContext): void {
  app.use(async (c, next) => {
    await next();
    if (!(c.error instanceof NotSignedIn) || !hasTried(c)) return;
    log(`sign-in refused: ${visibleLine(c.error.message)} (${c.req.method} ${visibleLine(c.req.path)})`);
  });
}

function hasTried(c: Context): boolean {
  return c.req.header('Authorization') !== undefined || c.req.path === '/sign-in/callback';
}
