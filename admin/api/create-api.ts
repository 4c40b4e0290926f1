import { isDeepStrictEqual } from 'node:util';
import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { NotSignedIn } from '../access/errors';
import { InvalidInput } from '../../contract/errors';
import { findJsonLoss } from '../../rules/strict-json';
import type { Desk } from '../desk/desk';
import { take, tooMany } from '../desk/limits';
import { authenticate, type SignIn } from '../sign-in/authenticate';
import { isCsrfToken } from '../sign-in/session';
import type { Api, ApiEnv } from './api-env';
import { addDocument } from './document';
import { refuseOtherMethods } from './other-methods';
import { problem, toProblem } from './problem';
import { addDecisionRoutes } from './routes/decisions';
import { addEventRoutes } from './routes/events';
import { addEscalationRoutes } from './routes/escalations';
import { addMeRoutes } from './routes/me';
import { addSignInRoute } from './routes/sign-in';
import { addNotificationRoutes } from './routes/notifications';
import { addPolicyRoutes } from './routes/policies';
import { addRequestRoutes } from './routes/requests';
import { addRunRoutes } from './routes/runs';
import { addWaitingRoutes } from './routes/waiting';
import { sendProblem } from './send';

/** The header by which a page of the desk proves that it is one, where its session alone signs a call in. */
const CSRF_HEADER = 'X-CSRF-Token';

const ROUTES = [
  addRequestRoutes,
  addWaitingRoutes,
  addDecisionRoutes,
  addEscalationRoutes,
  addRunRoutes,
  addPolicyRoutes,
  addNotificationRoutes,
  addEventRoutes,
  addMeRoutes,
];

/** The API of a desk, to be mounted at `/api`. */
export function createApi(desk: Desk, signIn: SignIn): Api {
  const api: Api = new OpenAPIHono<ApiEnv>({
    defaultHook(result, c) {
      if (result.success) return undefined;
      const errors = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
      const detail = errors.map(({ path, message }) => `${path || result.target}: ${message}`).join('; ');
      return sendProblem(c, { ...problem(422, detail), name: 'InvalidInput', errors });
    },
  });
  api.onError((error, c) => {
    const told = toProblem(error);
    if (told.status === 500) desk.log(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`);
    return sendProblem(c, told);
  });
  api.use(async (c, next) => {
    // What people read here is theirs: no proxy, and no cache of a shared browser, keeps it.
    c.header('Cache-Control', 'no-store');
    await next();
  });
  api.use(refuseOtherMethods(api));
  addDocument(api);
  addSignInRoute(api, desk);
  api.use(async (c, next) => {
    const sender = await authenticate(c, desk, signIn);
    if (sender === undefined) throw new NotSignedIn('send a key or a token as Authorization: Bearer');
    const { session } = sender;
    if (session && !isRead(c.req.method) && !isCsrfToken(desk.settings, session, c.req.header(CSRF_HEADER)))
      throw new HTTPException(403, { message: `the session alone does not do: send its ${CSRF_HEADER}` });
    c.set('sender', sender);
    c.set('isLetIn', async () => {
      const now = await authenticate(c, desk, signIn).catch(() => undefined);
      return isDeepStrictEqual(now, sender);
    });
    const wait = await take(desk.accounts, sender.who.account);
    return wait === undefined ? next() : tooMany(c, wait);
  });
  api.use(async (c, next) => {
    if (c.req.method === 'POST' && !isJson(c.req.header('Content-Type')))
      throw new HTTPException(415, { message: 'send JSON, with Content-Type: application/json' });
    await next();
  });
  api.use(async (c, next) => {
    // Hono parses the same text again; what is not JSON is left to it.
    const loss = c.req.method === 'POST' ? lossOf(await c.req.text()) : undefined;
    if (loss !== undefined) throw new InvalidInput(loss);
    await next();
  });
  for (const add of ROUTES) add(api, desk);
  // Not as `notFound`, which is the app's where this is mounted.
  api.all('*', (c) => sendProblem(c, problem(404, 'There is nothing at this address')));
  return api;
}

/** What reading this text as JSON would lose, if it is JSON. */
function lossOf(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return findJsonLoss(text);
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isJson(type: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(type ?? '');
}
