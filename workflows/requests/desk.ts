import { CancellationScope, sleep, workflowInfo } from '@temporalio/workflow';
import type { EndRecord, RequestRecord } from '../../contract/record';
import type { Verdict } from '../../contract/verdict';
import type { Attempt } from '../../rules/requests/attempt';
import { namesToResolve, withTeams } from '../../rules/requests/complete-plan';
import { endRequest, settle } from '../../rules/requests/end-request';
import { judge } from '../../rules/requests/judge';
import { isOwnCancel } from '../../rules/requests/judge-cancel';
import { teamsToRecheck, withoutLeavers } from '../../rules/requests/leavers';
import { signatureClaim } from '../../rules/requests/signature-claim';
import { isoTime } from '../../rules/time';
import { byArrival } from '../arrival';
import { askDirectory } from '../ask-directory';
import { type Attempts, attempts, type Waiting as AnyWaiting } from '../attempts';
import { checkSignatures } from '../check-signatures';
import { readAttempt, refuseAttempt } from './read-attempt';

export type RequestInbox = Attempts<Attempt, Verdict>;
type Waiting = AnyWaiting<Attempt, Verdict>;

/** What one request's workflow has on its desk: the record so far, and who waits for a verdict. */
export interface Desk {
  record: RequestRecord;
  readonly inbox: RequestInbox;
  cancelledInTemporal: boolean;
  /** Its escalation is open. */
  hasChild: boolean;
  /** Its escalation has been resolved: takes that to the record. */
  resolved?: () => void;
}

export function openDesk(record: RequestRecord): Desk {
  const refuse = (attempt: Attempt) => refuseAttempt(desk.record, attempt);
  const desk: Desk = {
    record,
    inbox: attempts({ read: readAttempt, refuse }),
    cancelledInTemporal: false,
    hasChild: false,
  };
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
  const deadline = desk.record.expiresAt === undefined ? Infinity : Date.parse(desk.record.expiresAt);
  const batch = await byArrival(desk.inbox.queue.splice(0), deadline);
  await checkSignatures(batch, (attempt) => signatureClaim(desk.record, attempt));
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
      ...whoCancelled(desk.record),
    });
}

/** A child is cancelled by the end of whoever asked; anything else by somebody at Temporal. */
function whoCancelled({ runId }: RequestRecord): Pick<EndRecord, 'by' | 'name' | 'reason'> {
  const { parent } = workflowInfo();
  if (!parent) return { by: 'operator', reason: 'cancelled in Temporal' };
  return { by: 'run', name: runId ?? parent.workflowId, reason: 'the run that asked has ended' };
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
