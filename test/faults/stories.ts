import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type {
  AgentRuns,
  ApprovalManager,
  DecisionKind,
  EscalationManager,
  RequestedApproval,
} from '../../client';
import { AGENT, EXPIRE_AFTER_MS, FINANCE, OPERATOR, OUTSIDER, writeEffect } from './deployment';
import type { CallAnswer, CallTopic } from './evidence';
import type { Random } from './random';

/** What the stories of the load act with. */
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

type Story = (load: LoadContext, id: string, random: Random) => Promise<void>;

const PEOPLE = [...FINANCE, 'di', OUTSIDER];
/** Decisions come until this long after the deadline. */
const SPREAD_MS = EXPIRE_AFTER_MS + 2_500;
const MAX_TRIES = 15;
const RETRY_MS = 1_000;

/** All stories by name, and how often the load tells each. */
const ALL = {
  pay: { weight: 4, tell: (load, id, random) => decided(load, id, random, 'pay') },
  deploy: { weight: 3, tell: (load, id, random) => decided(load, id, random, 'deploy') },
  spend: { weight: 2, tell: (load, id, random) => decided(load, id, random, 'spend') },
  refund: { weight: 3, tell: (load, id, random) => decided(load, id, random, 'refund') },
  late: { weight: 1, tell: (load, id, random) => decided(load, id, random, 'late') },
  claimed: { weight: 2, tell: claimed },
  guarded: { weight: 1, tell: guarded },
  hosted: { weight: 2, tell: hosted },
  attached: { weight: 1, tell: attached },
} satisfies Record<string, { weight: number; tell: Story }>;

export type StoryName = keyof typeof ALL;
export const STORY_NAMES = Object.keys(ALL) as StoryName[];

/** These stories, in the proportion in which the load tells them. */
export function stories(names: readonly StoryName[]): Story[] {
  return names.flatMap((name) => Array<Story>(ALL[name].weight).fill(ALL[name].tell));
}

/** Several people decide a request around its deadline, often twice, and through different doors. */
async function decided(load: LoadContext, id: string, random: Random, action: string): Promise<void> {
  const queue = random.chance(0.3) ? 'signed' : 'plain';
  // A requester who is an approver may not approve its own request.
  const requesterId = random.chance(0.2) ? 'ana' : 'an-agent';
  const requested = await request(load, id, { queue, action, requesterId });
  if (requested === undefined) return;
  const people = random.some(PEOPLE, 2 + Math.floor(random.number(3)));
  const acts: Promise<unknown>[] = people.map((by) =>
    decideAround(load, requested, { by, queue, action, random }),
  );
  if (random.chance(0.3)) acts.push(commentOn(load, id, random));
  if (random.chance(0.05)) acts.push(cancelOf(load, id, random));
  await Promise.all(acts);
}

interface Decider {
  by: string;
  queue: 'plain' | 'signed';
  action: string;
  random: Random;
}

async function decideAround(
  load: LoadContext,
  { id, contentHash }: RequestedApproval,
  { by, queue, action, random }: Decider,
): Promise<void> {
  // Planned before the first pause, so that the same seed plans the same load whatever happens meanwhile.
  const delay = random.number(SPREAD_MS);
  const kind = kindFor(action, random);
  const door = random.pick(['client', 'client', 'signal', 'admin'] as const);
  const decisionId = `${id}-${by}`;
  const seen = random.chance(0.3) || kind === 'edit' ? { expected: { contentHash } } : {};
  const patience = random.pick(['30ms', '1s', '10s'] as const);
  const again = random.chance(0.45);
  const isForged = queue === 'signed' && random.chance(0.1);
  const texts = {
    ...(kind === 'reject' && { reason: 'no' }),
    ...(kind === 'respond' && { text: 'later' }),
    ...(kind === 'edit' && { context: { amount: 1 + Math.floor(random.number(3)) } }),
  };
  const message = { ...texts, ...seen, decisionId };
  const manager = isForged ? load.unsigned : load.managers[queue];
  const decide = (by_: 'client' | 'signal' | 'admin') => {
    const topic = { what: 'decide', id, by, kind, door: by_, decisionId } as const;
    if (by_ === 'signal' && queue === 'plain') {
      const handle = load.client.workflow.getHandle(id);
      const sent = { ...message, decision: kind, decidedBy: by };
      return load.call(
        topic,
        () => handle.signal<[object]>('decide', sent),
        () => ({ outcome: 'sent' }),
      );
    }
    if (by_ === 'admin' && queue === 'plain') {
      const body = { ...texts, ...seen, decision: kind };
      const headers = { 'Hitl-As': by, 'Idempotency-Key': decisionId };
      return load.call(topic, () => post(load, `requests/${id}/decisions`, body, headers), asAnswer);
    }
    const options = { ...message, decidedBy: by, patience };
    return load.call({ ...topic, door: 'client' }, () => manager.decide(id, kind, options), asAnswer);
  };
  await sleep(delay);
  // A double click: both at once or one after the other, often through another door.
  const first = decide(door);
  if (again) await Promise.all([first, decide(random.pick(['client', 'admin', 'signal'] as const))]);
  await first;
}

function kindFor(action: string, random: Random): DecisionKind {
  const usual = random.chance(0.85) ? 'approve' : 'reject';
  if (action !== 'refund') return usual;
  return random.chance(0.25) ? 'edit' : random.chance(0.06) ? 'respond' : usual;
}

function commentOn(load: LoadContext, id: string, random: Random) {
  const by = random.pick(PEOPLE);
  const decisionId = `${id}-comment`;
  return sleep(random.number(EXPIRE_AFTER_MS)).then(() =>
    load.call(
      { what: 'comment', id, by, decisionId },
      () => load.managers.plain.comment(id, { commentedBy: by, text: 'Who ordered this?', decisionId }),
      asAnswer,
    ),
  );
}

function cancelOf(load: LoadContext, id: string, random: Random) {
  const by = random.pick([OPERATOR, OUTSIDER]);
  return sleep(random.number(EXPIRE_AFTER_MS)).then(() =>
    load.call(
      { what: 'cancel', id, by },
      () => load.managers.plain.cancel(id, { cancelledBy: by, reason: 'not needed' }),
      asAnswer,
    ),
  );
}

/** Requests until Temporal has it: the same id again is the same request. */
async function request(
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

async function untilDone<T>(load: LoadContext, make: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const made = await make();
    if (made !== undefined || load.isStopping()) return made;
    await sleep(RETRY_MS);
  }
  return undefined;
}

/** Three programs claim one approval; one of them may have no use for it and releases it. */
async function claimed(load: LoadContext, id: string, random: Random): Promise<void> {
  const action = random.chance(0.5) ? 'auto' : 'use';
  const requested = await request(load, id, { queue: 'plain', action, requesterId: 'an-agent' });
  if (requested === undefined) return;
  if (action === 'use')
    await load.call(
      { what: 'decide', id, by: 'ana', kind: 'approve', door: 'client', decisionId: `${id}-ana` },
      () => load.managers.plain.approve(id, { decidedBy: 'ana', decisionId: `${id}-ana` }),
      asAnswer,
    );
  await load.call(
    { what: 'wait', id },
    () => load.managers.plain.waitForEnd(id, { timeout: '60s' }),
    asAnswer,
  );
  const release = random.chance(0.2);
  await Promise.all(
    ['1', '2', '3'].map((number) => claimAndUse(load, id, `${id}-job-${number}`, release && number === '1')),
  );
}

async function claimAndUse(
  load: LoadContext,
  id: string,
  attemptId: string,
  release: boolean,
): Promise<void> {
  const claimOptions = { claimedBy: 'an-agent', attemptId };
  const claim = await untilDone(load, () =>
    load.call({ what: 'claim', id, attemptId }, () => load.managers.plain.claim(id, claimOptions), asAnswer),
  );
  if (claim?.outcome !== 'claimed') return;
  const outcome = release ? 'not_started' : 'committed';
  if (!release) writeEffect(load.journal, { what: 'used', requestId: id, attemptId, key: attemptId });
  await load.call(
    { what: 'outcome', id, attemptId, kind: outcome },
    () => load.managers.plain.reportOutcome(id, { outcome, attemptId }),
    asAnswer,
  );
}

/** Two copies of one program guard the same action by `requireApproval`. */
async function guarded(load: LoadContext, id: string): Promise<void> {
  const input = { id, action: 'auto', requesterId: 'an-agent', context: { amount: 100 } };
  await Promise.all(
    ['1', '2'].map((number) => {
      const attemptId = `${id}-copy-${number}`;
      const act = ({ idempotencyKey: key }: { idempotencyKey: string }) => {
        writeEffect(load.journal, { what: 'used', requestId: id, attemptId, key });
        return 'done';
      };
      return load.call(
        { what: 'guarded', id, attemptId, kind: 'auto' },
        () => load.managers.plain.requireApproval(input, act, { attemptId, timeout: '30s' }),
        () => ({ outcome: 'done' }),
      );
    }),
  );
}

/** An agent that the worker runs asks for two payments; people decide them and resolve its escalation. */
async function hosted(load: LoadContext, id: string, random: Random): Promise<void> {
  const input = { unsure: random.chance(0.5) };
  const started = await untilDone(load, () =>
    load.call(
      { what: 'start-run', id },
      () => load.runs.start({ agent: AGENT, id, input, requesterId: 'an-agent' }),
      asAnswer,
    ),
  );
  if (started === undefined) return;
  const deciders = ['a', 'b'].map(async (key) => {
    const by = random.pick(FINANCE);
    const kind = random.chance(0.8) ? 'approve' : 'reject';
    const request = `${id}-${key}`;
    const options = { decidedBy: by, decisionId: `${request}-${by}`, reason: 'no' };
    const topic = {
      what: 'decide',
      id: request,
      by,
      kind,
      door: 'client',
      decisionId: options.decisionId,
    } as const;
    await sleep(random.number(3_000));
    await untilDone(load, () =>
      load.call(topic, () => load.managers.plain.decide(request, kind, options), asAnswer),
    );
  });
  await Promise.all([...deciders, ...(input.unsure ? [resolveAll(load, `${id}-escalation-1`, random)] : [])]);
}

/** Two people resolve an escalation in contradictory ways, and an outsider tries. */
async function resolveAll(load: LoadContext, id: string, random: Random): Promise<void> {
  await Promise.all(
    random.some(PEOPLE, 3).map(async (by) => {
      const action = random.pick(['continue', 'continue', 'abort', 'modify'] as const);
      const decisionId = `${id}-${by}`;
      const options = {
        ...{ resolvedBy: by, action, resolution: 'looked at it', decisionId },
        ...(action === 'modify' && { modification: { from: decisionId } }),
      };
      await sleep(random.number(5_000));
      await untilDone(load, () =>
        load.call(
          { what: 'resolve', id, by, kind: action, decisionId },
          () => load.escalations.resolve(id, options),
          asAnswer,
        ),
      );
    }),
  );
}

/** An agent elsewhere reports, one report twice, escalates, and finishes. */
async function attached(load: LoadContext, id: string, random: Random): Promise<void> {
  const escalated = random.chance(0.5);
  for (const number of [1, 2, 3]) {
    const reportId = `${id}-report-${number}`;
    const report = { confidence: number === 2 && escalated ? 0.1 : 0.9 };
    const options = { escalate: true, reportId, requesterId: 'an-agent' };
    const send = () =>
      load.call(
        { what: 'report', id, attemptId: reportId },
        () => load.escalations.checkEscalation(id, report, options),
        ({ escalationId }) => ({ ...(escalationId !== undefined && { escalationId }) }),
      );
    const check = await untilDone(load, send);
    if (random.chance(0.3)) await send();
    if (check?.escalationId !== undefined && number === 2) await resolveAll(load, check.escalationId, random);
  }
  await load.call({ what: 'finish', id }, () => load.runs.finish(id, { output: 'paid' }), asAnswer);
}

async function post(
  { adminUrl, adminKey }: LoadContext,
  path: string,
  body: object,
  headers: Record<string, string>,
): Promise<CallAnswer> {
  const response = await fetch(`${adminUrl}/api/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { ...headers, Authorization: `Bearer ${adminKey}`, 'Content-Type': 'application/json' },
    signal: AbortSignal.timeout(20_000),
  });
  const answer = (await response.json()) as CallAnswer & { name?: string };
  if (answer.outcome !== undefined) return answer;
  throw Object.assign(new Error(`${response.status}`), { name: answer.name ?? `Status${response.status}` });
}

function asAnswer({ outcome, status }: CallAnswer): CallAnswer {
  return { ...(outcome !== undefined && { outcome }), ...(status !== undefined && { status }) };
}
