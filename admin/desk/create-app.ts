import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createApi } from '../api/create-api';
import { toProblem } from '../api/problem';
import { sendProblem } from '../api/send';
import { openSignIn, addSignInRoutes } from '../sign-in/open-sign-in';
import { addSlack } from '../slack/add-slack';
import { addInbox } from '../inbox/add-inbox';
import { answerFailure, isPage } from '../inbox/failures';
import type { Desk } from './desk';
import { addHealth } from './health';
import { addMetrics } from './metrics';
import { MOST_BODY_BYTES, tooLarge } from './body-size';
import { addLimits } from './limits';
import { securityHeaders } from './security-headers';

/**
 * Everything the desk answers: health, the API and the pages.
 *
 * @throws ConfigError when the file of keys is none
 */
export function createApp(desk: Desk): Hono {
  const signIn = openSignIn(desk);
  const app = new Hono();
  app.onError((error, c) => {
    if (isPage(c)) return answerFailure(error, c, desk, signIn);
    const told = toProblem(error);
    if (told.status === 500) desk.log(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`);
    return sendProblem(c, told);
  });
  app.use(securityHeaders(desk.settings));
  addMetrics(app, desk, signIn);
  addHealth(app, desk);
  // Before the limits: Slack sends everybody's clicks from a few addresses.
  addSlack(app, desk, signIn);
  addLimits(app, desk);
  // The forms of whoever has not signed in, too.
  app.use(bodyLimit({ maxSize: MOST_BODY_BYTES, onError: tooLarge }));
  addSignInRoutes(app, desk, signIn);
  const api = createApi(desk, signIn);
  app.route('/api', api);
  addInbox(app, desk, signIn, api);
  return app;
}
