import { isDeepStrictEqual } from 'node:util';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { NotSignedIn, InvalidInput } from '../../contract/errors';
import { findJsonLoss } from '../../rules/strict-json';
import { takeOne, sendTooMany } from '../http/limits';
import { problem, sendProblem, toProblem } from '../http/problem';
import { authenticate, type SignIn } from '../sign-in/authenticate';
import { isCsrfToken } from '../sign-in/session';
import { addDocument } from './document';
import type { Api, ApiEnv } from './route-parts';
import { addDecisionRoutes } from './routes/decisions';
import { addEscalationRoutes } from './routes/escalations';
import { addEventRoutes } from './routes/events';
import { addMeRoutes, addSignInRoute } from './routes/me';
import { addNotificationRoutes } from './routes/notifications';
import { addPolicyRoutes } from './routes/policies';
import { addRequestRoutes } from './routes/requests';
import { addRunRoutes } from './routes/runs';
import { addWaitingRoutes } from './routes/waiting';
import type { AdminContext } from '../http/context';

/** The header by which a page of the admin server proves that it is one, where its session alone signs a call in. */
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

/** The API of an admin server, to be mounted at `/api`. */
export function createApi(admin: AdminContext, signIn: SignIn): Api {
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
    if (told.status === 500) admin.log(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`);
    return sendProblem(c, told);
  });
  api.use(async (c, next) => {
    // What people read here is theirs: no proxy, and no cache of a shared browser, keeps it.
    c.header('Cache-Control', 'no-store');
    await next();
  });
  api.use(refuseOtherMethods(api));
  addDocument(api);
  addSignInRoute(api, admin);
  api.use(async (c, next) => {
    const sender = await authenticate(c, admin, signIn);
    if (sender === undefined) throw new NotSignedIn('send a key or a token as Authorization: Bearer');
    const { session } = sender;
    if (session && !isRead(c.req.method) && !isCsrfToken(admin.settings, session, c.req.header(CSRF_HEADER)))
      throw new HTTPException(403, { message: `the session alone does not do: send its ${CSRF_HEADER}` });
    c.set('sender', sender);
    c.set('isLetIn', async () => {
      const now = await authenticate(c, admin, signIn).catch(() => undefined);
      return isDeepStrictEqual(now, sender);
    });
    const wait = await takeOne(admin.accounts, sender.who.account);
    return wait === undefined ? next() : sendTooMany(c, wait);
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
  for (const add of ROUTES) add(api, admin);
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

/** Answers 405 where there is something at an address, and not by that method. */
function refuseOtherMethods(api: Api): MiddlewareHandler {
  let known: [RegExp, string[]][] | undefined;
  return async (c, next) => {
    known ??= methodsOf(api);
    const here = known.filter(([pattern]) => pattern.test(c.req.path)).flatMap(([, methods]) => methods);
    if (here.length === 0 || here.includes(c.req.method)) return next();
    c.header('Allow', here.join(', '));
    return sendProblem(
      c,
      problem(405, `${c.req.method} is not for this address: it takes ${here.join(', ')}`),
    );
  };
}

function methodsOf(api: Api): [RegExp, string[]][] {
  return api.openAPIRegistry.definitions.flatMap((definition): [RegExp, string[]][] => {
    if (definition.type !== 'route') return [];
    const { path, method } = definition.route;
    const methods = method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()];
    return [[new RegExp(`/api${path.replace(/\{\w+\}/g, '[^/]+')}$`), methods]];
  });
}
