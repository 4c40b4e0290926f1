import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { NotSignedIn } from '../../contract/errors';
import { visibleLine } from '../../rules/text';
import { createApi } from '../api/create';
import { documentOf } from '../api/document';
import type { AdminContext } from '../http/context';
import { securityHeaders } from '../http/headers';
import { addLimits, MAX_BODY_BYTES, throwTooLarge } from '../http/limits';
import { problemOf, sendProblem } from '../http/problem';
import { answerFailure, isPage } from '../inbox/failures';
import { addInbox } from '../inbox/routes';
import { openSignIn, addSignInRoutes } from '../sign-in/routes';
import { addSlack } from '../slack/channel';
import { packageFile } from '../text/documentation';
import { addCodec } from './codec';
import { addHealth, addMetrics } from './monitoring';
import { addTracing } from './tracing';

/**
 * The app of the admin server: health checks, metrics, Slack, the API and the pages.
 *
 * @throws ConfigError if the file of API keys cannot be read
 */
export function createApp(admin: AdminContext): Hono {
  const signIn = openSignIn(admin);
  const app = new Hono();
  app.onError((error, c) => {
    if (isPage(c)) return answerFailure(error, c, admin, signIn);
    return sendProblem(c, problemOf(admin, error, `${c.req.method} ${c.req.path}`));
  });
  app.use(securityHeaders(admin.settings));
  addMetrics(app, admin, signIn);
  addHealth(app, admin.client.connection);
  // After the checks of monitoring, which are no work of anyone.
  addTracing(app);
  logRefusals(app, admin);
  // Before the rate limits: Slack sends the clicks of all people from a few addresses.
  addSlack(app, admin, signIn);
  addLimits(app, admin);
  // Before the maximum size: it has one of its own.
  addCodec(app, admin, signIn);
  // Before the sign-in: forms without a session have the same limit.
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: throwTooLarge }));
  addSignInRoutes(app, admin, signIn);
  addErrorPage(app);
  const api = createApi(admin, signIn);
  app.route('/api', api);
  addInbox(app, admin, signIn, () => documentOf(api));
  return app;
}

/**
 * Logs who could not sign in, and why: a key that was withdrawn, a token of another application, a sign-in that the provider
 * refused. A visitor without any sign-in is not logged. Neither is what was sent, since it may be a secret.
 */
function logRefusals(app: Hono, { log }: AdminContext): void {
  app.use(async (c, next) => {
    await next();
    if (!(c.error instanceof NotSignedIn) || !hasTried(c)) return;
    log(`sign-in refused: ${visibleLine(c.error.message)} (${c.req.method} ${visibleLine(c.req.path)})`);
  });
}

function hasTried(c: Context): boolean {
  return c.req.header('Authorization') !== undefined || c.req.path === '/sign-in/callback';
}

const ERROR_PAGE = 'docs/reference/errors.md';

/** Serves the page that the `type` of problems names, without sign-in: it is part of the package. */
function addErrorPage(app: Hono): void {
  app.get(`/${ERROR_PAGE}`, (c) => c.text(readFileSync(packageFile(ERROR_PAGE), 'utf8')));
}
