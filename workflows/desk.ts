import { CancellationScope, sleep } from '@temporalio/workflow';
import type { RequestRecord } from '../contract/record';
import { namesToResolve, withTeams } from '../rules/complete-plan';
import { endRequest, settle } from '../rules/end-request';
import { judge } from '../rules/judge';
import { isOwnCancel } from '../rules/judge-cancel';
import { teamsToRecheck, withoutLeavers } from '../rules/leavers';
import { isoTime } from '../rules/time';
import { byArrival } from './arrival';
import { askDirectory } from './ask-directory';
import { type Attempts, attempts, type Waiting } from './attempts';

/** What one request's workflow has on its desk: the record so far, and who waits for a verdict. */
export interface Desk {
  record: RequestRecord;
  readonly inbox: Attempts;
  cancelledInTemporal: boolean;
}

export function openDesk(record: RequestRecord): Desk {
  const desk: Desk = { record, inbox: attempts(() => desk.record), cancelledInTemporal: false };
  CancellationScope.current().cancelRequested.catch(() => (desk.cancelledInTemporal = true));
  return desk;
}

/** Wakes the workflow at the request's deadline. Slept again if early: a local activity's clock may run ahead of the server's. */
export async function wakeAtDeadline({ record }: Desk): Promise<void> {
  const deadline = Date.parse(record.expiresAt ?? '');
  while (Date.now() < deadline)
    await sleep(deadline - Date.now(), { summary: `deadline ${record.expiresAt}` });
}

export function isDue({ record }: Desk): boolean {
  return record.expiresAt !== undefined && Date.now() >= Date.parse(record.expiresAt);
}

/** Asks the directory who is in the teams. It may be down for hours: cancelling, and the deadline, work meanwhile. */
export async function resolveTeams(desk: Desk): Promise<void> {
  const { plan } = desk.record;
  if (plan === undefined || plan.teams !== undefined) return;
  const nobodyWaits = () => isDue(desk) && desk.inbox.queue.length === 0;
  const teams = await askDirectory(namesToResolve(plan), () => mustGiveUp(desk) || nobodyWaits());
  if (teams) desk.record = withTeams(desk.record, teams);
}

/** Judges, in the order of arrival, everybody who waits. */
export async function judgeWaiting(desk: Desk): Promise<void> {
  const isPlanned = desk.record.plan?.teams !== undefined;
  if (!isPlanned) return takeOwnCancels(desk).forEach((waiting) => answer(desk, waiting));
  const batch = await byArrival(desk.inbox.queue.splice(0), desk.record.expiresAt);
  for (const [index, waiting] of batch.entries()) {
    const leftTeams = await withoutThoseWhoLeft(desk, waiting);
    if (leftTeams === 'gave up') {
      desk.inbox.queue.unshift(...batch.slice(index));
      return takeOwnCancels(desk).forEach((cancel) => answer(desk, cancel));
    }
    answer(desk, waiting);
  }
}

/** Answers whoever still waits once the request has ended: with the same verdicts, by the same function. */
export function answerTheRest(desk: Desk): void {
  desk.inbox.queue.splice(0).forEach((waiting) => answer(desk, waiting));
}

/** Ends the request if its deadline has come or Temporal was told to cancel it, once everybody before that was answered. */
export function endFromOutside(desk: Desk): void {
  const waits = desk.inbox.queue.length > 0;
  if (!waits) desk.record = settle(desk.record, Date.now());
  if (desk.cancelledInTemporal)
    desk.record = endRequest(desk.record, {
      status: 'cancelled',
      at: isoTime(Date.now()),
      by: 'operator',
      reason: 'cancelled in Temporal',
    });
}

function answer(desk: Desk, waiting: Waiting): void {
  const judged = judge(desk.record, waiting.attempt);
  desk.record = judged.record;
  waiting.verdict = judged.verdict;
}

/** Where the directory is a function, whoever left a team no longer counts: asked before a requirement is met (design rule 4). */
async function withoutThoseWhoLeft(desk: Desk, { attempt }: Waiting): Promise<'gave up' | void> {
  const teams = teamsToRecheck(desk.record, attempt);
  if (teams.length === 0) return;
  const now = await askDirectory(teams, () => mustGiveUp(desk));
  if (now === undefined) return 'gave up';
  // A team that is none any more has nobody in it.
  const gone = Object.fromEntries(teams.map((team) => [team, [] as string[]]));
  desk.record = withoutLeavers(desk.record, { ...gone, ...now }, Date.now());
}

/** A directory that does not answer must not hold up a cancellation. */
function mustGiveUp(desk: Desk): boolean {
  return (
    desk.cancelledInTemporal || desk.inbox.queue.some(({ attempt }) => isOwnCancel(desk.record, attempt))
  );
}

function takeOwnCancels(desk: Desk): Waiting[] {
  const own = desk.inbox.queue.filter(({ attempt }) => isOwnCancel(desk.record, attempt));
  desk.inbox.queue.splice(0, Infinity, ...desk.inbox.queue.filter((waiting) => !own.includes(waiting)));
  return own;
}
