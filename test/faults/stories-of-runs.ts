import { setTimeout as sleep } from 'node:timers/promises';
import { AGENT, FINANCE } from './deployment';
import { asAnswer, type LoadContext, PEOPLE, untilDone } from './load-context';
import type { Random } from './random';

/*
 * Stories of agent runs and their escalations.
 */

/** An agent that the worker runs asks for two payments; people decide them and resolve its escalation. */
export async function hosted(load: LoadContext, id: string, random: Random): Promise<void> {
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

/** Three people resolve an escalation in contradictory ways, some without a right to it, while others move it around. */
async function resolveAll(load: LoadContext, id: string, random: Random): Promise<void> {
  const moves = random.some(['acknowledge', 'promote', 'reassign'] as const, Math.floor(random.number(3)));
  await Promise.all([
    ...moves.map((what) => move(load, id, what, random)),
    ...random.some(PEOPLE, 3).map(async (by) => {
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
  ]);
}

/** Someone takes an escalation, promotes it, or gives it to others. */
async function move(
  load: LoadContext,
  id: string,
  what: 'acknowledge' | 'promote' | 'reassign',
  random: Random,
): Promise<void> {
  const by = random.pick(PEOPLE);
  const decisionId = `${id}-${what}-${by}`;
  const assignees = random.pick([FINANCE, ['di'], ['bo']]);
  await sleep(random.number(4_000));
  const make = {
    acknowledge: () => load.escalations.acknowledge(id, { acknowledgedBy: by, decisionId }),
    promote: () => load.escalations.promote(id, { promotedBy: by, decisionId }),
    reassign: () => load.escalations.reassign(id, { reassignedBy: by, assignees, decisionId }),
  }[what];
  await untilDone(load, () => load.call({ what, id, by, decisionId }, make, asAnswer));
}

/** An agent elsewhere reports, one report twice, escalates, and finishes. */
export async function attached(load: LoadContext, id: string, random: Random): Promise<void> {
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
