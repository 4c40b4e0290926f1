import { setTimeout as sleep } from 'node:timers/promises';
import { lateWhileDown, lateWhileUp, SOON_MS } from './late-probe';
import {
  AMOUNT,
  ask,
  CONTENT,
  decide,
  effects,
  killWorker,
  type Observation,
  type Probed,
  resultOf,
  said,
  times,
  untilEffects,
} from './probed';

export interface Probe {
  title: string;
  /** What was done, for each peer. */
  did: string;
  run(probed: Probed): Promise<Observation[]>;
}

const CHANGED = 99_000;
const TRIALS = 10;

export const PROBES: Record<string, Probe> = {
  kill: {
    title: 'Survives `kill -9` while pending',
    did: 'A request waits. The process that runs the work gets SIGKILL and is started again. Ana approves.',
    async run(probed) {
      const id = await ask(probed, 'kill');
      await killWorker(probed.site);
      const told = await said(decide(probed, id, 'approve', 'ana'));
      const result = await said(resultOf(probed, id));
      return [
        {
          happened: `The decision was answered with ${told}, the result was ${result}.`,
          verdict: result === "'approved'" ? 'holds' : 'broken',
        },
      ];
    },
  },
  doubleClick: {
    title: 'A double click does not approve the next stage',
    did: 'A request needs two stages, and Ana may approve both. She clicks twice, 200 ms apart, on the page of stage 1.',
    async run(probed) {
      const ways: [string | undefined, (id: string) => Promise<object>][] = {
        ours: [
          ['the plain call', async () => ({})],
          ['the call names the stage that she saw', async () => ({ seenStage: 1 })],
        ],
        temporal: [
          ['the plain update', async () => ({})],
          ['both clicks carry one update id', async (id: string) => ({ decisionId: id })],
        ],
        dbos: [['a topic for each stage', async () => ({})]],
        restate: [['a promise for each stage', async () => ({})]],
        langgraph: [
          ['the plain resume', async () => ({})],
          [
            'the resume names the interrupt',
            async (id: string) => ({
              interruptId: (await probed.site.client().ask<string[]>('interrupts', { id }))[0],
            }),
          ],
        ],
        fastagentic: [['a request for each stage', async () => ({})]],
      }[probed.name] as [string, (id: string) => Promise<object>][];
      const seen: Observation[] = [];
      for (const [way, more] of ways) {
        const id = await ask(probed, 'double', { stages: 2 });
        const given = await more(id);
        const first = said(decide(probed, id, 'approve', 'ana', given));
        await sleep(200);
        const second = said(decide(probed, id, 'approve', 'ana', given));
        const told = [await first, await second];
        const result = await said(resultOf(probed, id, 2_000));
        const waits = result === "'pending'";
        if (waits) await mustEnd(probed, id, 2);
        seen.push({
          way,
          happened: `The clicks were answered with ${told.join(' and ')}. Afterwards the request was ${waits ? 'still waiting for stage 2, and Bo approved that' : result}.`,
          verdict: waits ? 'holds' : 'broken',
        });
      }
      return seen;
    },
  },
  self: {
    title: 'The requester does not approve itself',
    did: 'Ana is one of the approvers. A request has Ana as its requester. She approves it.',
    async run(probed) {
      const id = await ask(probed, 'self', { requester: 'ana' });
      const told = await said(decide(probed, id, 'approve', 'ana'));
      const result = await said(resultOf(probed, id, 3_000));
      const isRefused = result === "'pending'";
      if (isRefused) await mustEnd(probed, id, 1);
      const knows = ['ours', 'fastagentic'].includes(probed.name);
      return [
        {
          happened: `Her approval was answered with ${told}, the request was ${result}.${isRefused ? ' Then Bo approved it.' : ''}`,
          verdict: isRefused ? 'holds' : knows ? 'broken' : 'not offered',
        },
      ];
    },
  },
  late: {
    title: 'A late approval does not count',
    did: `A request has a deadline of ${SOON_MS / 1000} s. Ana approves a second after it: first with the worker running, then with the worker killed before the deadline and started after the approval.`,
    async run(probed) {
      // It has lost everything after a restart, as the first probe shows.
      if (probed.name === 'fastagentic') return [await lateWhileUp(probed)];
      if (probed.name === 'langgraph')
        return [
          await lateWhileUp(
            probed,
            'An interrupt has no deadline. The application would have to keep its own.',
          ),
        ];
      return [await lateWhileUp(probed), await lateWhileDown(probed)];
    },
  },
  twice: {
    title: 'The same decision twice counts once',
    did: 'Ana approves, and approves again while the tool runs. The effects of the tool are counted.',
    async run(probed) {
      const id = await ask(probed, 'twice', { tool: true });
      const first = said(decide(probed, id, 'approve', 'ana'));
      await untilEffects(probed, id);
      const told = [said(decide(probed, id, 'approve', 'ana')), first];
      const [second, one] = await Promise.all(told);
      const result = await said(resultOf(probed, id));
      await sleep(500);
      const count = effects(probed, id).length;
      return [
        {
          happened: `The answers were ${one} and ${second}, the result ${result}. The tool ran ${times(count)}.`,
          verdict: count === 1 && result === "'approved'" ? 'holds' : 'broken',
        },
      ];
    },
  },
  contradictory: {
    title: 'Contradictory decisions at once have one outcome',
    did: `Ana approves and Bo rejects in the same moment, ${TRIALS} times. The effects of the tool are compared with the outcome.`,
    run: contradictory,
  },
  once: {
    title: 'The tool runs once when the process is killed after the approval',
    did: 'The tool writes a line and then takes two seconds. Its process gets SIGKILL after the line is written, and is started again. The lines are counted.',
    run: toolOnce,
  },
  content: {
    title: 'What the approver saw is what runs',
    did: `A request for ${AMOUNT} waits. The requester changes it to ${CHANGED}. Ana approves what she saw before. The tool writes the amount.`,
    run: contentChanged,
  },
};

/** A request that waits proves something only if it can still be approved. */
async function mustEnd(probed: Probed, id: string, stage: number): Promise<void> {
  const told = await said(decide(probed, id, 'approve', 'bo', { stage }));
  const result = await resultOf(probed, id);
  if (result !== 'approved') throw new Error(`the waiting request could not be approved: ${told}, ${result}`);
}

async function contradictory(probed: Probed): Promise<Observation[]> {
  const trials = Array.from({ length: TRIALS }, async () => {
    const id = await ask(probed, 'contradictory', { tool: true });
    const told = await Promise.all([
      said(decide(probed, id, 'approve', 'ana')),
      said(decide(probed, id, 'reject', 'bo')),
    ]);
    const result = await said(resultOf(probed, id));
    return { id, told, result };
  });
  const ended = await Promise.all(trials);
  await sleep(500);
  const approved = ended.filter(({ result }) => result === "'approved'").length;
  const wrong = ended.filter(
    ({ id, result }) => effects(probed, id).length !== (result === "'approved'" ? 1 : 0),
  ).length;
  const sameAnswer = ended.filter(({ told: [one, other] }) => one === other).length;
  const bothSucceed = ended.filter(
    ({ told: [one, other] }) => one === "'approved'" && other === "'rejected'",
  ).length;
  const answers = [...new Set(ended.map(({ told }) => told.map(short).join(' and ')))].slice(0, 2);
  const tool =
    wrong === 0
      ? 'The tool ran exactly for the approved ones.'
      : `In ${wrong} the tool's effects contradict the result.`;
  const blind = sameAnswer + bothSucceed;
  return [
    {
      happened: `${approved} ended as approved and ${TRIALS - approved} otherwise. Ana and Bo were answered with ${answers.join('; or ')}. ${tool}`,
      verdict: wrong > 0 ? 'broken' : blind > 0 ? 'partly' : 'holds',
    },
  ];
}

/** Without the id of a request in it, so that equal answers look equal. */
function short(answer: string): string {
  return answer.replace(/contradictory-\d+/g, 'ID').replace(/inv_\w+/g, 'ID');
}

async function toolOnce(probed: Probed): Promise<Observation[]> {
  if (probed.name !== 'ours') return [await killInTool(probed)];
  return [
    { way: 'by default', ...(await killInTool(probed)) },
    { way: 'the agent keeps one `attemptId`', ...(await killInTool(probed, { attemptId: 'attempt-1' })) },
  ];
}

async function killInTool(probed: Probed, more: object = {}): Promise<Observation> {
  const { name, site } = probed;
  const content = { ...CONTENT, tool: true, ...more };
  const id = await ask(probed, 'once', content);
  const told = said(decide(probed, id, 'approve', 'ana'));
  await untilEffects(probed, id);
  // With temporal-hitl the agent runs the tool, not the worker.
  if (name === 'ours') {
    await site.client().kill();
    await site.startClient();
    await site.client().ask('request', { id, ...content });
  } else await killWorker(site);
  if (name === 'langgraph') await said(site.client().ask<string>('carryOn', { id }));
  await told;
  const result = await said(resultOf(probed, id));
  await sleep(500);
  const lines = effects(probed, id).length;
  const isForgotten = result === "'unknown'";
  return {
    happened: `The tool ran ${times(lines)}. The result afterwards was ${result}.`,
    verdict: lines !== 1 ? 'broken' : isForgotten ? 'partly' : 'holds',
  };
}

async function contentChanged(probed: Probed): Promise<Observation[]> {
  const ways: Record<string, string> = {
    ...(probed.name !== 'langgraph' && { request: 'it asks again under the same id' }),
    ...(probed.name === 'langgraph' && {
      askWith: 'it invokes the graph again on the same thread',
      change: 'it updates the state of the thread',
    }),
  };
  if (probed.name === 'fastagentic') {
    delete ways.request;
    ways.change = 'it changes the dictionary of the request';
  }
  const seen: Observation[] = [];
  for (const [op, way] of Object.entries(ways)) {
    const id = await ask(probed, 'content', { tool: true });
    // With temporal-hitl the agent has the tool already: it runs with what the first call requested.
    const again = { ...CONTENT, tool: probed.name !== 'ours' };
    const args = op === 'change' ? { id, amount: CHANGED } : { id, ...again, amount: CHANGED };
    const changed = await said(probed.site.client().ask<string>(op, args));
    const told = await said(decide(probed, id, 'approve', 'ana'));
    const result = await said(resultOf(probed, id));
    const amounts = effects(probed, id).map((line) => line.split(' ')[1]);
    if (amounts.length === 0) throw new Error(`the tool did not run: ${changed}, ${told}, ${result}`);
    seen.push({
      way,
      happened: `The change was answered with ${changed}, the approval with ${told}, the result was ${result}. The tool ran with ${amounts.join(' and ')}.`,
      verdict: amounts.includes(String(CHANGED)) ? 'broken' : 'holds',
    });
  }
  return seen;
}
