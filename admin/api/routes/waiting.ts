import { createRoute, type z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { WaitTimeoutError } from '../../../contract/errors';
import { readEscalation } from '../../access/escalations';
import { readRequest } from '../../access/requests';
import { readRun } from '../../access/runs';
import { EscalationSchema } from '../answers/escalation';
import { RequestSchema } from '../answers/request';
import { RunSchema } from '../answers/run';
import { type Api, IdParam, readResponses, WaitQuery, principalOf } from '../route-parts';
import { send } from '../../http/problem';
import type { AdminContext } from '../../http/context';

/** Of requests, escalations and runs alike: a long poll until the thing has ended. */
function waiting(of: 'requests' | 'escalations' | 'runs', schema: z.ZodType) {
  return createRoute({
    method: 'get',
    path: `/${of}/{id}/wait`,
    tags: [of],
    summary: 'Wait until it has ended',
    request: { params: IdParam, query: WaitQuery },
    responses: {
      ...readResponses(schema, 'It has ended'),
      202: {
        description: 'Still open when the time was over: as it stands',
        content: { 'application/json': { schema } },
      },
    },
  });
}

export function addWaitingRoutes(api: Api, admin: AdminContext): void {
  api.openapi(waiting('requests', RequestSchema), async (c) => {
    const { id } = c.req.valid('param');
    const read = () => readRequest(admin, principalOf(c), id);
    const wait = endOf(c.req.valid('query'), c.req.raw.signal, (options) =>
      admin.approvals.waitForEnd(id, options),
    );
    return send(c, ...(await afterWaiting(read, wait, c.req.raw.signal)));
  });
  api.openapi(waiting('escalations', EscalationSchema), async (c) => {
    const { id } = c.req.valid('param');
    const read = () => readEscalation(admin, principalOf(c), id);
    const wait = endOf(c.req.valid('query'), c.req.raw.signal, (options) =>
      admin.escalations.waitForResolution(id, options),
    );
    return send(c, ...(await afterWaiting(read, wait, c.req.raw.signal)));
  });
  api.openapi(waiting('runs', RunSchema), async (c) => {
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

/** What may be read is waited for; what comes of it is read again, by the same rights. */
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
    // Whoever asked has gone, which is no failure of the admin server.
    if (signal.aborted) throw new HTTPException(408, { message: 'nobody waits any longer' });
    throw error;
  }
}
