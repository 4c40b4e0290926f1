import { escalationStatusOf, runStatusOf, requestStatusOf } from '../../client/temporal/status';
import { findWorkflow } from '../../client/temporal/read';
import { lookUpKind } from '../access/lookup';
import type { Principal } from '../access/principal';
import type { WatchSource } from './watch';
import type { AdminContext } from '../http/context';

const INTERVAL_MS = 1_000;

const STATUS = { request: requestStatusOf, escalation: escalationStatusOf, run: runStatusOf };

/**
 * One request, escalation or run, by the length of its history: no worker is asked.
 *
 * @throws RequestNotFound when nothing that the principal may read has the id
 */
export async function watchOne(admin: AdminContext, who: Principal, id: string): Promise<WatchSource> {
  const kind = await lookUpKind(admin, who, id);
  return {
    intervalMs: INTERVAL_MS,
    async snapshot() {
      const described = await findWorkflow(admin.client, id);
      if (described === undefined) return new Map();
      const status = STATUS[kind](described);
      const { historyLength, unreadable } = described;
      const change = { kind, id, status, ...(unreadable !== undefined && { unreadable }) };
      return new Map([[id, { ...change, mark: `${status} ${historyLength}` }]]);
    },
    readEnded: () => Promise.resolve([]),
  };
}
