import { createRoute, type z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { WaitTimeoutError } from '../../../contract/errors';
import { EscalationViewSchema } from '../../../contract/records/escalation';
import { RequestViewSchema } from '../../../contract/records/request';
import { RunViewSchema } from '../../../contract/records/run';
import { readEscalation } from '../../access/escalations';
import { readRequest } from '../../access/requests';
import { readRun } from '../../access/runs';
import { type Api, IdParam, readResponses, WaitQuery, principalOf } from '../route-parts';
import { send } from '../../http/problem';
import type { AdminContext } from '../../http/context';

/** A long poll until a request, an escalation or a run has ended. */
function waitRoute(of: 'requests' | 'escalations' | 'runs', schema: z.ZodType) {
  return createRoute({
    method: 'get',
    path: `/${of}/{id}/wait`,
    tags: [of],
    summary: 'Wait until it has ended',
    request: { params: IdParam, query: WaitQuery },
    responses: {
      ...readResponses(schema, 'It has ended'),
      202: {
        description: 'Not ended within the timeout: its present state',
        content: { 'application/json': { schema } },
      },
    },
  });
}

export function addWaitingRoutes(api: Api, admin: AdminContext): void {
  api.openapi(waitRoute('requests', RequestViewSchema), async (c) => {
    const { id } = c.req.valid('param');
    const read = () => readRequest(admin, principalOf(c), id);
    const wait = endOf(c.req.valid('query'), c.req.raw.signal, (options) =>
      admin.approvals.waitForEnd(id, options),
    );
    return send(c, ...(await afterWaiting(read, wait, c.req.raw.signal)));
  });
  api.openapi(waitRoute('escalations', EscalationViewSchema), async (c) => {
    const { id } = c.req.valid('param');
    const read = () => readEscalation(admin, principalOf(c), id);
    const wait = endOf(c.req.valid('query'), c.req.raw.signal, (options) =>
      admin.escalations.waitForResolution(id, options),
    );
    return send(c, ...(await afterWaiting(read, wait, c.req.raw.signal)));
  });
  api.openapi(waitRoute('runs', RunViewSchema), async (c) => {
    const { id } = c.req.valid('param');
    const read = () => readRun(admin, principalOf(c), id);
    const wait = endOf(c.req.valid('query'), c.req.raw.signal, (options) => admin.runs.wait(id, options));
    return send(c, ...(await afterWaiting(read, wait, c.req.raw.signal)));
  });
}

type Query = z.output<typeof WaitQuery>;

function endOf<View>(
  { timeout }: Query,
  signal: AbortSignal,
  wait: (options: { timeout: Query['timeout']; signal: AbortSignal }) => Promise<View>,
) {
  return () => wait({ timeout, signal });
}

/** Checks the permission to read, waits, and reads again with the permissions that the caller has then. */
async function afterWaiting<View>(
  read: () => Promise<View>,
  wait: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<[View, 200 | 202]> {
  await read();
  try {
    await wait();
    return [await read(), 200];
  } catch (error) {
    if (error instanceof WaitTimeoutError) return [await read(), 202];
    // The caller has closed the connection, which is not a failure of the admin server.
    if (signal.aborted) throw new HTTPException(408, { message: 'the client closed the connection' });
    throw error;
  }
}
