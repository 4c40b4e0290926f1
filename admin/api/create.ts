import { isDeepStrictEqual } from 'node:util';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { NotSignedIn, InvalidInput } from '../../contract/errors';
import { describeIssues } from '../../contract/issues';
import { findJsonLoss } from '../../rules/strict-json';
import type { AdminContext } from '../http/context';
import { takeOne, sendTooMany } from '../http/limits';
import { problem, problemOf, sendProblem } from '../http/problem';
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
import { addUseRoutes } from './routes/uses';
import { addWaitingRoutes } from './routes/waiting';

/** A call that is signed in by a session cookie alone must send this header: it proves that a page of ours sent it. */
const CSRF_HEADER = 'X-CSRF-Token';

const ROUTES = [
  addRequestRoutes,
  addWaitingRoutes,
  addDecisionRoutes,
  addUseRoutes,
  addEscalationRoutes,
  addRunRoutes,
  addPolicyRoutes,
  addNotificationRoutes,
  addEventRoutes,
  addMeRoutes,
];

/** Creates the API of an admin server. Mount it at `/api`. */
export function createApi(admin: AdminContext, signIn: SignIn): Api {
  const api: Api = new OpenAPIHono<ApiEnv>({
    defaultHook(result, c) {
      if (result.success) return undefined;
      const errors = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
      const detail = describeIssues(result.error, result.target);
      return sendProblem(c, { ...problem(422, detail, 'InvalidInput'), errors });
    },
  });
  api.onError((error, c) => {
    return sendProblem(c, problemOf(admin, error, `${c.req.method} ${c.req.path}`));
  });
  api.use(async (c, next) => {
    // Answers are private: no proxy, and no cache of a shared browser, may keep them.
    c.header('Cache-Control', 'no-store');
    await next();
  });
  api.use(refuseOtherMethods(api));
  addDocument(api);
  addSignInRoute(api, admin);
  api.use(async (c, next) => {
    const sender = await authenticate(c, admin, signIn);
    if (sender === undefined)
      throw new NotSignedIn('send an API key or a token in the header Authorization: Bearer …');
    const { session } = sender;
    if (session && !isRead(c.req.method) && !isCsrfToken(admin.settings, session, c.req.header(CSRF_HEADER)))
      throw new HTTPException(403, {
        message: `a call with a session cookie needs the header ${CSRF_HEADER}: get its value from /api/me`,
      });
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
      throw new HTTPException(415, {
        message: 'the body must be JSON, sent with Content-Type: application/json',
      });
    await next();
  });
  api.use(async (c, next) => {
    // Hono parses the text again, and refuses text that is not JSON.
    const loss = c.req.method === 'POST' ? findLoss(await c.req.text()) : undefined;
    if (loss !== undefined) throw new InvalidInput(loss);
    await next();
  });
  for (const add of ROUTES) add(api, admin);
  // `notFound` would have no effect: the handler of the app where this is mounted wins.
  api.all('*', (c) => sendProblem(c, problem(404, 'The API has no such path: see /api/openapi.json')));
  return api;
}

/** What would be lost if this text were parsed as JSON. Nothing if it is not JSON. */
function findLoss(text: string): string | undefined {
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

/** Answers 405 if the path exists but not with this method. */
function refuseOtherMethods(api: Api): MiddlewareHandler {
  let known: [RegExp, string[]][] | undefined;
  return async (c, next) => {
    known ??= methodsOf(api);
    const here = known.filter(([pattern]) => pattern.test(c.req.path)).flatMap(([, methods]) => methods);
    if (here.length === 0 || here.includes(c.req.method)) return next();
    c.header('Allow', here.join(', '));
    return sendProblem(c, problem(405, `${c.req.method} is not allowed here: use ${here.join(' or ')}`));
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
