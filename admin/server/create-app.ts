import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createApi } from '../api/create';
import { documentOf } from '../api/document';
import { sendProblem, toProblem } from '../http/problem';
import { openSignIn, addSignInRoutes } from '../sign-in/routes';
import { addSlack } from '../slack/channel';
import { addInbox } from '../inbox/routes';
import { answerFailure, isPage } from '../inbox/failures';
import { addHealth, addMetrics } from './monitoring';
import { addLimits, MAX_BODY_BYTES, throwTooLarge } from '../http/limits';
import { securityHeaders } from '../http/headers';
import type { AdminContext } from '../http/context';

/**
 * Everything the admin server answers: health, the API and the pages.
 *
 * @throws ConfigError when the file of keys is none
 */
export function createApp(admin: AdminContext): Hono {
  const signIn = openSignIn(admin);
  const app = new Hono();
  app.onError((error, c) => {
    if (isPage(c)) return answerFailure(error, c, admin, signIn);
    const told = toProblem(error);
    if (told.status === 500) admin.log(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`);
    return sendProblem(c, told);
  });
  app.use(securityHeaders(admin.settings));
  addMetrics(app, admin, signIn);
  addHealth(app, admin);
  // Before the limits: Slack sends everybody's clicks from a few addresses.
  addSlack(app, admin, signIn);
  addLimits(app, admin);
  // The forms of whoever has not signed in, too.
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: throwTooLarge }));
  addSignInRoutes(app, admin, signIn);
  const api = createApi(admin, signIn);
  app.route('/api', api);
  addInbox(app, admin, signIn, () => documentOf(api));
  return app;
}
