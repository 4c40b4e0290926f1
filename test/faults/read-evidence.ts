import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { temporal as proto } from '@temporalio/proto';
import { AgentRuns, ApprovalManager, EscalationManager, Notifications, Operations } from '../../client';
import { WORKFLOW_TYPES } from '../../contract/names';
import { inBatches } from '../../rules/batches';
import type { Arrival, Call, Evidence, RequestEvidence } from './evidence';

const CONCURRENCY = 10;
/** Every deadline of the campaign has passed long before. */
const WAIT_FOR_END = '60s';
const MAX_WAIT_FOR_MESSAGES_MS = 120_000;
const MAX_WAIT_FOR_HEALING_MS = 60_000;

type Read = Pick<Evidence, 'requests' | 'runs' | 'escalations' | 'stuck'> & { healed: number };

/**
 * Reads what Temporal has of every request, run and escalation that the calls name. Stuck workflows are healed first.
 *
 * @param keep the folder for the histories of requests. Default: they are not kept
 */
export async function readEvidence(
  connection: Connection,
  calls: readonly Call[],
  keep?: string,
): Promise<Read> {
  const client = new Client({ connection });
  const healed = new Set<string>();
  await untilQuiet(client);
  await healStuck(client, healed);
  await untilQuiet(client);
  const runIds = idsOf(calls, ['start-run', 'report']);
  const manager = new AgentRuns(client);
  const runs = await inBatches(runIds, CONCURRENCY, async (id) => {
    const record = await manager.wait(id, { timeout: WAIT_FOR_END }).catch(() => orAbsent(manager.get(id)));
    return { id, ...(record !== undefined && { record }) };
  });
  const approvals = runs.flatMap(({ record }) => (record?.approvals ?? []).map(({ id }) => id));
  const requestIds = [...new Set([...idsOf(calls, ['request', 'guarded']), ...approvals])];
  const requests = await inBatches(requestIds, CONCURRENCY, (id) => readRequest(client, id, healed, keep));
  const opened = runs.flatMap(({ record }) => (record?.escalations ?? []).map(({ id }) => id));
  const escalationManager = new EscalationManager(client);
  const escalations = await inBatches(
    [...new Set([...idsOf(calls, ['resolve']), ...opened])],
    CONCURRENCY,
    async (id) => {
      const record = await orAbsent(escalationManager.getEscalation(id));
      return { id, ...(record !== undefined && { record }) };
    },
  );
  const stuck = await healStuck(client, healed);
  return { requests, runs, escalations, stuck, healed: healed.size };
}

/** A busy machine works off what the faults have held up for longer than the load took. */
const MAX_WITHOUT_PROGRESS_MS = 150_000;

/** Waits until every request, run and escalation has ended, or no more of them end. */
async function untilQuiet({ workflow }: Client): Promise<void> {
  const types = [WORKFLOW_TYPES.approval, WORKFLOW_TYPES.escalation, WORKFLOW_TYPES.run];
  const query = `ExecutionStatus = 'Running' AND WorkflowType IN (${types.map((type) => `'${type}'`).join(', ')})`;
  let [least, at] = [Infinity, Date.now()];
  for (;;) {
    const { count } = await workflow.count(query);
    if (count === 0 || Date.now() - at > MAX_WITHOUT_PROGRESS_MS) return;
    if (count < least) [least, at] = [count, Date.now()];
    await sleep(500);
  }
}

/** Heals what is stuck. Returns what stays stuck. */
async function healStuck(client: Client, healed: Set<string>): Promise<string[]> {
  const operations = new Operations(client);
  const deadline = Date.now() + MAX_WAIT_FOR_HEALING_MS;
  for (;;) {
    const stuck = await operations.findStuck();
    if (stuck.length === 0) return [];
    for (const { id } of stuck) {
      const result = await operations.heal(id).catch(() => undefined);
      if (result !== undefined) healed.add(id);
    }
    if (Date.now() > deadline) return stuck.map(({ id, cause }) => `${id}: ${JSON.stringify(cause)}`);
    await sleep(1_000);
  }
}

function idsOf(calls: readonly Call[], names: Call['what'][]): string[] {
  return [...new Set(calls.filter(({ what }) => names.includes(what)).map(({ id }) => id))];
}

/** Nothing where Temporal has no such workflow. */
async function orAbsent<T>(read: Promise<T>): Promise<T | undefined> {
  return read.catch((error: Error) => {
    if (error.name.endsWith('NotFound')) return undefined;
    throw error;
  });
}

async function readRequest(
  client: Client,
  id: string,
  healed: Set<string>,
  keep: string | undefined,
): Promise<RequestEvidence> {
  const manager = new ApprovalManager(client);
  await manager.waitForEnd(id, { timeout: WAIT_FOR_END }).catch(() => {});
  const record = await orAbsent(manager.getRequest(id));
  if (record === undefined) return { id, arrivals: [] };
  const history = await client.workflow.getHandle(id).fetchHistory();
  const { events } = history;
  if (keep !== undefined) writeFileSync(join(keep, `${id}.history.json`), historyToJSON(history));
  const messages = record.plan?.notify && (await settledMessages(new Notifications(client), id));
  return {
    ...{ id, record, startedAt: timeOf(events?.[0]), arrivals: arrivalsIn(events ?? []) },
    ...messages,
    ...(healed.has(id) && { healed: true as const }),
  };
}

/** The messages about a request, once none of them is being sent, and when they were read. */
async function settledMessages(manager: Notifications, id: string) {
  const deadline = Date.now() + MAX_WAIT_FOR_MESSAGES_MS;
  for (;;) {
    const messagesReadAt = Date.now();
    const { items: messages } = await manager.get(id);
    const isSettled =
      messages.every(({ status }) => status !== 'sending') && messages.some(({ event }) => isEnd(event));
    if (isSettled || Date.now() > deadline) return { messages, messagesReadAt };
    await sleep(500);
  }
}

/** Whether the event says that a request has ended. */
export function isEnd(event: string): boolean {
  return ['decided', 'answered', 'expired', 'cancelled'].includes(event);
}

type HistoryEvent = proto.api.history.v1.IHistoryEvent;

function timeOf(event: HistoryEvent | undefined): number {
  return Number(event?.eventTime?.seconds) * 1_000 + Math.floor((event?.eventTime?.nanos ?? 0) / 1e6);
}

/** When the server took each decision: a Signal when it was recorded, an Update when a worker took its task. */
export function arrivalsIn(events: HistoryEvent[]): Arrival[] {
  const arrivals = new Map<string, Arrival>();
  /** Signals that no completed task has brought to the workflow yet. */
  let waiting: string[] = [];
  let takenAt = 0;
  for (const event of events) {
    if (event.workflowTaskStartedEventAttributes) takenAt = timeOf(event);
    if (event.workflowTaskCompletedEventAttributes) {
      for (const key of waiting) (arrivals.get(key) as Arrival).taken = takenAt;
      waiting = [];
    }
    const signal = decisionIn(event.workflowExecutionSignaledEventAttributes?.input);
    const update = decisionIn(
      event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.args,
    );
    const decision = signal ?? update;
    if (decision === undefined) continue;
    const at = signal === undefined ? takenAt : timeOf(event);
    const key = `${decision.by}/${decision.decisionId}`;
    const before = arrivals.get(key) ?? { ...decision, first: Infinity, last: Infinity, taken: Infinity };
    // An Update counts by the task that brought it, which may be a later one than the task that accepted it.
    const last = signal === undefined ? before.last : Math.min(at, before.last);
    if (signal !== undefined && before.taken === Infinity) waiting.push(key);
    arrivals.set(key, { ...before, first: Math.min(at, before.first), last });
  }
  return [...arrivals.values()];
}

function decisionIn(input: proto.api.common.v1.IPayloads | null | undefined) {
  const data = input?.payloads?.[0]?.data;
  if (!data) return undefined;
  const message = JSON.parse(Buffer.from(data).toString()) as Record<string, string>;
  const { decision, decidedBy: by, decisionId } = message;
  return decision === undefined || by === undefined || decisionId === undefined
    ? undefined
    : { by, decisionId };
}
