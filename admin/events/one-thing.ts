import { escalationStatusOf, runStatusOf, requestStatusOf } from '../../client/temporal/status';
import { findWorkflow } from '../../client/temporal/read';
import { kindOf } from '../access/kind-of';
import type { Principal } from '../access/principal';
import type { Desk } from '../desk/desk';
import type { Watched } from './watch';

const EVERY_MS = 1_000;

const STATUS = { request: requestStatusOf, escalation: escalationStatusOf, run: runStatusOf };

/**
 * One request, escalation or run, by the length of its history: no worker is asked.
 *
 * @throws RequestNotFound when nothing that the principal may read has the id
 */
export async function oneThing(desk: Desk, who: Principal, id: string): Promise<Watched> {
  const kind = await kindOf(desk, who, id);
  return {
    everyMs: EVERY_MS,
    async look() {
      const described = await findWorkflow(desk.client, id);
      if (described === undefined) return new Map();
      const status = STATUS[kind](described);
      const { historyLength, unreadable } = described;
      const change = { kind, id, status, ...(unreadable !== undefined && { unreadable }) };
      return new Map([[id, { ...change, mark: `${status} ${historyLength}` }]]);
    },
    whatBecameOf: () => Promise.resolve([]),
  };
}
