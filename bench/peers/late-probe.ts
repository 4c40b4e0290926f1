import { setTimeout as sleep } from 'node:timers/promises';
import { ask, decide, type Observation, type Probed, resultOf, said } from './probed';

/** The deadline of the policy `soon` in programs/ours-worker.js. */
export const SOON_MS = 3_000;

export async function lateWhileUp(probed: Probed, note = ''): Promise<Observation> {
  const id = await ask(probed, 'late', { deadlineMs: SOON_MS });
  await sleep(SOON_MS + 1_000);
  const told = await said(decide(probed, id, 'approve', 'ana'));
  const result = await said(resultOf(probed, id));
  return {
    way: 'the worker runs',
    happened: `${note && `${note} `}The approval was answered with ${told}, the result was ${result}.`,
    verdict: result === "'expired'" ? 'holds' : note ? 'not offered' : 'broken',
  };
}

export async function lateWhileDown(probed: Probed): Promise<Observation> {
  const { name, site } = probed;
  const id = await ask(probed, 'late', { deadlineMs: SOON_MS });
  await site.worker().kill();
  await sleep(SOON_MS + 1_000);
  const approver = await site.startApprover();
  const op = ['temporal', 'dbos'].includes(name) ? 'leave' : 'decide';
  const told = approver && said(approver.ask<string>(op, { id, stage: 1, decision: 'approve', by: 'ana' }));
  await sleep(1_000);
  await site.startWorker();
  const result = await said(resultOf(probed, id));
  return {
    way: 'the worker is down',
    happened: told
      ? `The approval was answered with ${await told}, the result was ${result}.`
      : `Nobody could approve while the process was down. The result was ${result}.`,
    verdict: result === "'expired'" ? 'holds' : 'broken',
  };
}
