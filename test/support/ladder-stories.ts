import fc from 'fast-check';
import type {
  EscalationInput,
  EscalationRecord,
  EscalationVerdict,
  LadderPlan,
  PlannedRung,
} from '../../contract/escalation';
import { LEVELS, type Level } from '../../contract/names';
import type { EscalationAttempt } from '../../rules/escalations/attempt';
import { namesOfLadder } from '../../rules/escalations/directory-answers';
import { judgeEscalation, namesToLookUp } from '../../rules/escalations/judge';
import { beginLadder, climb, nextClockAt } from '../../rules/escalations/ladder';
import { openEscalation, raiseEscalation } from '../../rules/escalations/open';
import type { Tried } from './ladder-oracle';
import { MINUTE, START } from './requests';

const PEOPLE = ['ana', 'bo', 'cy', 'di'];
const TEAMS = ['t1', 't2'];
/** Teams outside every ladder. The directory is asked about them when they are assigned. */
export const OTHER_TEAMS: Record<string, string[]> = { others: ['yan', 'zed'], nobodies: [] };
export const RUN_ID = 'run-1';

/** The time of a step: a span after the previous step, or at, just before or after the end of the next clock. */
type Wait = number | 'due' | 'before' | 'late';
/** Whether a worker handled every clock on time, or no worker ran until the step. */
type Looking = 'on time' | 'late';

export type LadderStep = { wait: Wait; looking: Looking } & (
  | { kind: 'look' }
  | { kind: 'raise'; level: Level }
  | {
      kind: 'attempt';
      by: string;
      tried: Tried;
      attemptId?: string | undefined;
      decisionId?: string | undefined;
    }
);

/** A ladder and a sequence of steps. */
export interface LadderStory {
  plan: LadderPlan;
  level: Level;
  steps: LadderStep[];
}

/** Levels: ana and bo, then di. Each has 15 minutes to acknowledge and 5 hours to resolve. `op` may cancel. */
export const TWO_LEVELS: LadderPlan = {
  configDigest: 'rules',
  rungs: [
    {
      level: 'human_review',
      assignees: ['reviewers'],
      acknowledgeWithin: 15 * MINUTE,
      resolveWithin: 300 * MINUTE,
    },
    { level: 'manager', assignees: ['di'], acknowledgeWithin: 15 * MINUTE, resolveWithin: 300 * MINUTE },
  ],
  repeat: 0,
  finally: 'abort',
  operators: ['op'],
  teams: { reviewers: ['ana', 'bo'] },
};

/** Found with seed 1310704685: the ladder does not name t2, and the directory has no members for t2. */
export const TO_AN_EMPTY_TEAM: LadderStory = {
  plan: {
    configDigest: 'rules',
    rungs: [
      { level: 'emergency', assignees: ['t1', 'cy'], acknowledgeWithin: MINUTE, resolveWithin: MINUTE },
    ],
    repeat: 0,
    finally: 'abort',
    operators: [],
    teams: { t1: ['bo'], t2: [] },
  },
  level: 'human_review',
  steps: [
    { kind: 'attempt', by: 'bo', tried: { kind: 'reassign', assignees: ['others'] }, ...atOnce() },
    { kind: 'attempt', by: 'cy', tried: { kind: 'reassign', assignees: ['t2'] }, ...atOnce() },
    { kind: 'attempt', by: 'ana', tried: { kind: 'acknowledge' }, ...atOnce() },
  ],
};

function atOnce() {
  return { wait: 0, looking: 'on time' } as const;
}

const minutes = fc.constantFrom(1, 5, 15, 30, 60, 240).map((n) => n * MINUTE);
const rung = fc.record({
  assignees: fc.subarray([...TEAMS, ...PEOPLE], { minLength: 1, maxLength: 2 }),
  acknowledgeWithin: minutes,
  resolveWithin: minutes,
  remindEvery: fc.constantFrom(undefined, undefined, 10 * MINUTE, 29 * MINUTE),
});
const rungs = fc.tuple(...LEVELS.map(() => fc.option(rung, { nil: undefined }))).map((each) =>
  each.flatMap((planned, index): PlannedRung[] => {
    if (planned === undefined) return [];
    const { remindEvery, ...rest } = planned;
    return [{ ...rest, level: LEVELS[index] as Level, ...(remindEvery !== undefined && { remindEvery }) }];
  }),
);

export const ladder: fc.Arbitrary<LadderPlan> = fc.record({
  configDigest: fc.constant('rules'),
  rungs,
  repeat: fc.nat(3),
  finally: fc.constantFrom('abort' as const, 'continue' as const, 'wait' as const),
  operators: fc.constantFrom<string[]>([], ['olga'], ['t1']),
  teams: fc.record({ t1: fc.subarray(PEOPLE), t2: fc.subarray(PEOPLE) }),
});

const tried: fc.Arbitrary<Tried> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'acknowledge' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('resolve' as const),
      action: fc.constantFrom('continue' as const, 'abort' as const, 'modify' as const),
      hint: fc.constantFrom(1, 2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('promote' as const),
      expectedLevel: fc.constantFrom(undefined, undefined, undefined, ...LEVELS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reassign' as const),
      assignees: fc.subarray([...TEAMS, ...PEOPLE, ...Object.keys(OTHER_TEAMS), 'zoe'], {
        minLength: 1,
        maxLength: 2,
      }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'cancel' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'unreadable' as const }) },
);
const when = {
  wait: fc.constantFrom<Wait>(
    0,
    0,
    1_000,
    MINUTE,
    6 * MINUTE,
    70 * MINUTE,
    600 * MINUTE,
    'due',
    'before',
    'late',
  ),
  looking: fc.constantFrom<Looking>('on time', 'on time', 'late'),
};
const step: fc.Arbitrary<LadderStep> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('look' as const), ...when }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('raise' as const), level: fc.constantFrom(...LEVELS), ...when }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('attempt' as const),
      by: fc.constantFrom(...PEOPLE, ...PEOPLE, 'zoe', 'zed', 'mallory', 'olga', RUN_ID),
      tried,
      attemptId: fc.constantFrom(undefined, undefined, undefined, 'a1', 'a2'),
      decisionId: fc.constantFrom(undefined, undefined, 'd1', 'd2'),
      ...when,
    }),
  },
);

export const ladderStory: fc.Arbitrary<LadderStory> = fc.record({
  plan: ladder,
  level: fc.constantFrom(...LEVELS),
  steps: fc.array(step, { minLength: 1, maxLength: 12, size: 'max' }),
});

/** The escalation at START, assigned to its first level. Its plan contains only the teams of its ladder. */
export function beginStory({ plan, level }: Pick<LadderStory, 'plan' | 'level'>): EscalationRecord {
  const input: EscalationInput = { runId: RUN_ID, level, reason: 'confidence 0.3', triggers: [] };
  const named = Object.entries(plan.teams ?? {}).filter(([team]) => namesOfLadder(plan).includes(team));
  const planned = { ...plan, teams: Object.fromEntries(named) };
  return beginLadder(openEscalation('run-1-escalation-1', input, START), planned, START);
}

/** A completed step of a story. */
export interface Taken {
  step: LadderStep;
  at: number;
  /** The escalation just before the step, with its clocks handled or not. */
  before: EscalationRecord;
  record: EscalationRecord;
  attempt?: EscalationAttempt;
  verdict?: EscalationVerdict;
}

export interface Playing {
  tell?: (taken: Taken) => void;
  /** The time at which a worker checked the clocks. */
  onLook?: (at: number) => void;
  judge?: typeof judgeEscalation;
}

/** Plays a story as the workflow does, and reports each step before the next. */
export function playLadder(story: LadderStory, playing: Playing = {}): EscalationRecord {
  const { tell, onLook, judge = judgeEscalation } = playing;
  let record = beginStory(story);
  let at = START;
  for (const step of story.steps) {
    at = Math.max(at, timeOf(step.wait, record, at));
    for (let next = nextClockAt(record) ?? Infinity; step.looking === 'on time' && next <= at;) {
      record = climb(record, next);
      onLook?.(next);
      next = nextClockAt(record) ?? Infinity;
    }
    const before = record;
    if (step.kind === 'attempt') {
      const attempt = lookedUp(story, before, toAttempt(step, at));
      const judged = judge(before, attempt);
      record = judged.record;
      tell?.({ step, at, before, record, attempt, verdict: judged.verdict });
      continue;
    }
    record = climb(before, at);
    if (step.kind === 'raise') record = raiseEscalation(record, { level: step.level, reason: 'worse' }, at);
    tell?.({ step, at, before, record });
  }
  return record;
}

/** The directory's answer about the assignees of an attempt, as the workflow gets it. The directory knows every team. */
function lookedUp(
  { plan }: LadderStory,
  record: EscalationRecord,
  attempt: EscalationAttempt,
): EscalationAttempt {
  const names = namesToLookUp(record, attempt, attempt.at);
  if (attempt.kind !== 'reassign' || names.length === 0) return attempt;
  const directory = { ...OTHER_TEAMS, ...plan.teams };
  const teams = Object.entries(directory).filter(([name]) => names.includes(name));
  return { ...attempt, lookup: { teams: Object.fromEntries(teams) } };
}

function timeOf(wait: Wait, record: EscalationRecord, now: number): number {
  if (typeof wait === 'number') return now + wait;
  const next = nextClockAt(record) ?? now;
  return next + { due: 0, before: -1, late: 30_000 }[wait];
}

function toAttempt(
  { by, tried, attemptId, decisionId }: Extract<LadderStep, { kind: 'attempt' }>,
  at: number,
): EscalationAttempt {
  const ids = { ...(attemptId && { attemptId }), ...(decisionId && { decisionId }) };
  const base = { at, transport: 'update' as const };
  switch (tried.kind) {
    case 'unreadable':
      return { ...base, kind: 'unreadable', problem: 'The message is not readable.' };
    case 'acknowledge':
      return { ...base, kind: 'acknowledge', message: { acknowledgedBy: by, ...ids } };
    case 'cancel':
      return { ...base, kind: 'cancel', message: { cancelledBy: by, ...ids } };
    case 'reassign':
      return { ...base, kind: 'reassign', message: { reassignedBy: by, assignees: tried.assignees, ...ids } };
    case 'promote': {
      const { expectedLevel } = tried;
      const expected = expectedLevel === undefined ? {} : { expectedLevel };
      return { ...base, kind: 'promote', message: { promotedBy: by, ...expected, ...ids } };
    }
    case 'resolve': {
      const { action, hint } = tried;
      const more = action === 'modify' ? { modification: { hint } } : {};
      return {
        ...base,
        kind: 'resolve',
        message: { resolvedBy: by, action, resolution: 'looked at it', ...more, ...ids },
      };
    }
  }
}
