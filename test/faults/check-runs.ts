import type { RunView } from '../../client';
import type { Violation } from './checker';
import { type Call, type Effect, type Evidence, grouped } from './evidence';

/** Hosted and attached runs: their steps, their reports and what was paid. */
export function checkRuns({ runs, calls, effects, requests }: Evidence): Violation[] {
  const steps = grouped(
    effects.filter((effect) => effect.what === 'step'),
    ({ runId }) => runId,
  );
  const paid = grouped(
    effects.filter((effect) => effect.what === 'paid'),
    ({ runId }) => runId,
  );
  const statuses = new Map(requests.map(({ id, record }) => [id, record?.status]));
  const callsById = grouped(calls, ({ id }) => id);
  return runs.flatMap(({ id, record }) => {
    const own = callsById.get(id) ?? [];
    if (record === undefined) {
      const told = own.some(({ answer, what }) => answer !== undefined && what !== 'finish');
      return told
        ? [{ rule: 'lost', id, what: 'a client was told that the run exists, and Temporal has none' }]
        : [];
    }
    if (record.status === 'running') return [{ rule: 'stuck', id, what: 'the run has not ended' }];
    if (record.form === 'attached') return reportProblems(record, own);
    return [
      ...stepProblems(record, steps.get(id) ?? []),
      ...paymentProblems(record, paid.get(id) ?? [], statuses),
      ...(record.status === 'failed'
        ? [{ rule: 'step', id, what: `the run failed: ${record.end?.error?.message}` } as const]
        : []),
    ];
  });
}

type Step = Extract<Effect, { what: 'step' }>;

/** A step may run again after a lost worker: as another attempt, with the same key and the same decisions. */
function stepProblems({ id, totals, status, approvals }: RunView, steps: Step[]): Violation[] {
  const wrong = (what: string): Violation => ({ rule: 'step', id, what });
  const problems: Violation[] = [];
  for (const [step, attempts] of grouped(steps, (one) => one.step)) {
    if (new Set(attempts.map(({ key }) => key)).size > 1)
      problems.push(wrong(`step ${step} has more than one key`));
    if (new Set(attempts.map(({ attempt }) => attempt)).size < attempts.length)
      problems.push(wrong(`an attempt of step ${step} ran more than once`));
    if (new Set(attempts.map(({ decisions }) => JSON.stringify(decisions))).size > 1)
      problems.push(wrong(`attempts of step ${step} got different decisions`));
  }
  if (status === 'completed')
    for (let step = 1; step <= totals.steps; step++)
      if (!steps.some((one) => one.step === step)) problems.push(wrong(`step ${step} never ran`));
  const given = (find: (one: Step) => boolean) => new Set(steps.filter(find).map(({ step }) => step)).size;
  for (const { key } of approvals) {
    const times = given(({ decisions }) => Object.hasOwn(decisions, key));
    if (times > 1 || (times === 0 && status === 'completed'))
      problems.push(wrong(`the decision on ${key} was given to ${times} steps`));
  }
  for (const guidance of new Set(steps.flatMap((one) => one.guidance ?? [])))
    if (given((one) => one.guidance === guidance) > 1)
      problems.push(wrong(`two steps got the modification ${guidance}`));
  return problems;
}

type Payment = Extract<Effect, { what: 'paid' }>;

/** The system that the step pays with knows a payment by its key, so copies with one key are one payment. */
function paymentProblems(
  { id, status, approvals }: RunView,
  payments: Payment[],
  statuses: Map<string, string | undefined>,
): Violation[] {
  const wrong = (what: string): Violation => ({ rule: 'effect', id, what });
  const keysOf = (requestId: string) =>
    new Set(payments.filter((one) => one.requestId === requestId).map(({ key }) => key));
  return [
    ...payments
      .filter(({ requestId }) => statuses.get(requestId) !== 'approved')
      .map(({ requestId }) => wrong(`${requestId} was paid, and it is ${statuses.get(requestId)}`)),
    ...approvals.flatMap(({ id: requestId }) => {
      const times = keysOf(requestId).size;
      const isDue = status === 'completed' && statuses.get(requestId) === 'approved';
      return times > 1 || (isDue && times === 0) ? [wrong(`${requestId} was paid ${times} times`)] : [];
    }),
  ];
}

/** Each report that a client knows to have arrived counts, and counts once. */
function reportProblems({ id, events, totals }: RunView, calls: Call[]): Violation[] {
  const reports = events.filter(({ what }) => what === 'report').map(({ attemptId }) => attemptId);
  const told = calls.filter(({ what, answer }) => what === 'report' && answer !== undefined);
  const lost = [...new Set(told.map(({ attemptId }) => attemptId))].filter(
    (attemptId) => !reports.includes(attemptId),
  );
  return [
    ...lost.map((attemptId): Violation => ({
      rule: 'lost',
      id,
      what: `the report ${attemptId} was answered, and is not there`,
    })),
    ...(new Set(reports).size < reports.length || totals.reports !== reports.length
      ? [{ rule: 'effect', id, what: `a report counts more than once: ${reports.join(', ')}` } as const]
      : []),
  ];
}

/** One resolution stands, and it is one that a person was told of. */
export function checkEscalations({ escalations, runs, calls }: Evidence): Violation[] {
  const callsById = grouped(
    calls.filter(({ what }) => what === 'resolve'),
    ({ id }) => id,
  );
  const found = escalations.flatMap(({ id, record }): Violation[] => {
    const accepted = (callsById.get(id) ?? []).filter(({ answer }) => answer?.outcome === 'accepted');
    if (record === undefined)
      return accepted.length > 0
        ? [{ rule: 'lost', id, what: 'a resolution was accepted, and Temporal has no escalation' }]
        : [];
    if (record.status === 'pending' || record.status === 'acknowledged')
      return [{ rule: 'stuck', id, what: 'the escalation has not ended' }];
    const { resolution } = record;
    const isBySystem = resolution?.by === 'system';
    const may = record.plan?.rungs.flatMap(({ assignees }) =>
      assignees.flatMap((entry) => record.plan?.teams[entry] ?? [entry]),
    );
    return [
      ...accepted
        .filter(({ by, kind }) => resolution?.resolvedBy !== by || resolution?.action !== kind)
        .map(({ by, kind }): Violation => ({
          rule: 'not in the record',
          id,
          what: `${by} was told that ${kind} counts, and it does not`,
        })),
      ...(resolution !== undefined && !isBySystem && may?.includes(resolution.resolvedBy) !== true
        ? [{ rule: 'wrong person', id, what: `${resolution.resolvedBy} resolved it` } as const]
        : []),
    ];
  });
  const resolved = new Map(escalations.map(({ id, record }) => [id, record?.resolution?.action]));
  const ends = runs.flatMap(({ id, record }): Violation[] => {
    const isAborted = record?.escalations.some((one) => resolved.get(one.id) === 'abort') === true;
    if (record === undefined || record.status === 'running' || isAborted === (record.status === 'aborted'))
      return [];
    return [
      { rule: 'two outcomes', id, what: `the run is ${record.status}, and its escalation says otherwise` },
    ];
  });
  return [...found, ...ends];
}
