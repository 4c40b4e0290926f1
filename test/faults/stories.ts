import { setTimeout as sleep } from 'node:timers/promises';
import type { DecisionKind, RequestedApproval } from '../../client';
import { EXPIRE_AFTER_MS, OPERATOR, OUTSIDER } from './deployment';
import { asAnswer, callApi, type LoadContext, PEOPLE, request, type Story } from './load-context';
import type { Random } from './random';
import { byHttp, claimed, guarded } from './stories-of-claims';
import { attached, hosted } from './stories-of-runs';

/** Decisions come until this long after the deadline. */
const SPREAD_MS = EXPIRE_AFTER_MS + 2_500;

/** All stories by name, and how often the load tells each. */
const ALL = {
  pay: { weight: 4, tell: (load, id, random) => decided(load, id, random, 'pay') },
  deploy: { weight: 3, tell: (load, id, random) => decided(load, id, random, 'deploy') },
  spend: { weight: 2, tell: (load, id, random) => decided(load, id, random, 'spend') },
  refund: { weight: 3, tell: (load, id, random) => decided(load, id, random, 'refund') },
  late: { weight: 1, tell: (load, id, random) => decided(load, id, random, 'late') },
  claimed: { weight: 2, tell: claimed },
  guarded: { weight: 1, tell: guarded },
  http: { weight: 2, tell: byHttp },
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
      return load.call(topic, () => callApi(load, `requests/${id}/decisions`, body, headers), asAnswer);
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
