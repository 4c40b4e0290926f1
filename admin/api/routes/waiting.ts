import { createRoute, type z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import type { Duration } from '../../../contract/duration';
import { WaitTimeoutError } from '../../../contract/errors';
import { EscalationViewSchema } from '../../../contract/records/escalation';
import { RequestViewSchema } from '../../../contract/records/request';
import { RunViewSchema } from '../../../contract/records/run';
import { readEscalation } from '../../access/escalations';
import type { Principal } from '../../access/principal';
import { readRequest } from '../../access/read-request';
import { readRun } from '../../access/runs';
import type { AdminContext } from '../../http/context';
import { send } from '../../http/problem';
import { type Api, IdParam, readResponses, WaitQuery, principalOf } from '../route-parts';

/** Adds a long poll until a request, an escalation or a run has ended. */
function addWait(
  api: Api,
  of: 'requests' | 'escalations' | 'runs',
  schema: z.ZodType,
  read: (who: Principal, id: string) => Promise<unknown>,
  wait: (id: string, options: { timeout: Duration; signal: AbortSignal }) => Promise<unknown>,
): void {
  const route = createRoute({
    method: 'get',
    path: `/${of}/{id}/wait`,
    tags: [of],
    summary: 'Wait until it has ended',
    request: { params: IdParam, query: WaitQuery },
    responses: {
      ...readResponses(schema, 'It has ended'),
      202: {
        description: 'Not ended within the timeout: its current state',
        content: { 'application/json': { schema } },
      },
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { timeout } = c.req.valid('query');
    const { signal } = c.req.raw;
    // Each read checks the permission: the caller may have lost it during the wait.
    const readNow = () => read(principalOf(c), id);
    await readNow();
    try {
      await wait(id, { timeout, signal });
      return send(c, await readNow());
    } catch (error) {
      if (error instanceof WaitTimeoutError) return send(c, await readNow(), 202);
      // The caller has closed the connection, which is not a failure of the admin server.
      if (signal.aborted) throw new HTTPException(408, { message: 'the client closed the connection' });
      throw error;
    }
  });
}

export function addWaitingRoutes(api: Api, admin: AdminContext): void {
  addWait(
    api,
    'requests',
    RequestViewSchema,
    (who, id) => readRequest(admin, who, id),
    (id, options) => admin.approvals.waitForEnd(id, options),
  );
  addWait(
    api,
    'escalations',
    EscalationViewSchema,
    (who, id) => readEscalation(admin, who, id),
    (id, options) => admin.escalations.waitForResolution(id, options),
  );
  addWait(
    api,
    'runs',
    RunViewSchema,
    (who, id) => readRun(admin, who, id),
    (id, options) => admin.runs.wait(id, options),
  );
}
