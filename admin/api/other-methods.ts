import type { MiddlewareHandler } from 'hono';
import type { Api } from './api-env';
import { problem } from './problem';
import { sendProblem } from './send';

/** Answers 405 where there is something at an address, and not by that method. */
export function refuseOtherMethods(api: Api): MiddlewareHandler {
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
