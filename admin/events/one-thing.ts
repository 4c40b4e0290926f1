import { escalationStatusOf } from '../../client/escalations/escalation-status';
import { statusOf } from '../../client/requests/request-status';
import { runStatusOf } from '../../client/runs/run-status';
import { lookUp } from '../../client/temporal/find';
import { kindOf } from '../access/kind-of';
import type { Principal } from '../access/principal';
import type { Desk } from '../desk/desk';
import type { Watched } from './watch';

const EVERY_MS = 1_000;

const STATUS = { request: statusOf, escalation: escalationStatusOf, run: runStatusOf };

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
      const described = await lookUp(desk.client, id);
      if (described === undefined) return new Map();
      const status = STATUS[kind](described);
      const { historyLength, unreadable } = described;
      const change = { kind, id, status, ...(unreadable !== undefined && { unreadable }) };
      return new Map([[id, { ...change, mark: `${status} ${historyLength}` }]]);
    },
    whatBecameOf: () => Promise.resolve([]),
  };
}
