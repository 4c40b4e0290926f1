import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { AgentRuns, ApprovalManager, EscalationManager, RequestedApproval } from '../../client';
import { FINANCE, OUTSIDER } from './deployment';
import type { CallAnswer, CallTopic } from './evidence';
import type { Random } from './random';

/*
 * What the stories of the load act with.
 */

export interface LoadContext {
  client: Client;
  managers: Record<'plain' | 'signed', ApprovalManager>;
  /** Sends decisions without a signature to the deployment that needs one. */
  unsigned: ApprovalManager;
  runs: AgentRuns;
  escalations: EscalationManager;
  adminUrl: string;
  adminKey: string;
  journal: string;
  call: <T>(
    topic: CallTopic,
    make: () => Promise<T>,
    toAnswer: (value: T) => CallAnswer,
  ) => Promise<T | undefined>;
  isStopping: () => boolean;
}

/** @param id of the request or run that it tells about */
export type Story = (load: LoadContext, id: string, random: Random) => Promise<void>;

export const PEOPLE = [...FINANCE, 'di', OUTSIDER];
const MAX_TRIES = 15;
const RETRY_MS = 1_000;

/** Requests until Temporal has it: the same id again is the same request. */
export async function request(
  load: LoadContext,
  id: string,
  { queue, action, requesterId }: { queue: 'plain' | 'signed'; action: string; requesterId: string },
): Promise<RequestedApproval | undefined> {
  const input = { id, action, requesterId, context: { amount: 100 } };
  return untilDone(load, () =>
    load.call(
      { what: 'request', id, by: requesterId, kind: action },
      () => load.managers[queue].requestApproval(input),
      asAnswer,
    ),
  );
}

/** Makes a call again until it does not throw, or the load stops. */
export async function untilDone<T>(
  load: LoadContext,
  make: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const made = await make();
    if (made !== undefined || load.isStopping()) return made;
    await sleep(RETRY_MS);
  }
  return undefined;
}

/** Calls the API of the admin server: a POST if there is a body. @throws Error with the name of the API's error */
export async function callApi(
  { adminUrl, adminKey }: LoadContext,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<CallAnswer> {
  const response = await fetch(`${adminUrl}/api/${path}`, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers: { ...headers, Authorization: `Bearer ${adminKey}`, 'Content-Type': 'application/json' },
    signal: AbortSignal.timeout(20_000),
  });
  const answer = (await response.json()) as CallAnswer & { name?: string };
  // 202: a wait that is over, and the request is still pending.
  if ((response.ok && response.status !== 202) || answer.outcome !== undefined) return answer;
  throw Object.assign(new Error(`${response.status}`), { name: answer.name ?? `Status${response.status}` });
}

export function asAnswer({ outcome, status }: CallAnswer): CallAnswer {
  return { ...(outcome !== undefined && { outcome }), ...(status !== undefined && { status }) };
}
