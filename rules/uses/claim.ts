import { defined } from '../../contract/defined';
import { LIMITS, REPORT_WITHIN_MS } from '../../contract/limits';
import type { ClaimOutcome } from '../../contract/names';
import type { RequestRecord } from '../../contract/request';
import type { Claim, UseInput, UseRecord } from '../../contract/use';
import { isoTime } from '../text';
import { outcomeText } from './text';

/*
 * The answers to a claim (design rule 26). A claim is the start of a workflow with an id that is used once, so the store that
 * these rules ask is Temporal.
 */

/** Who claims, by which attempt, and the content that the claimer acts on. */
export type ClaimAttempt = Pick<UseInput, 'claimedBy' | 'attemptId' | 'contentHash'>;

/** How much the claimer's clock may be ahead of the server's without making an approval stale too early. */
const CLOCK_DOUBT_MS = 60_000;

/** The uses of one approval, by number. */
interface Uses {
  read: (number: number) => Promise<UseRecord | undefined>;
  /** Starts this use, unless its number is taken. Returns the use of the claimer that came first. */
  start: (input: UseInput) => Promise<UseRecord>;
}

/** The answer to a claim of a request that is still open. */
export function claimOfOpen(id: string): Claim {
  return answer({ id, status: 'pending' }, 'not_approved', `${id} is not decided yet.`);
}

/** Why an ended request cannot be claimed for this content. Undefined if it can. */
export function claimRefusal(request: RequestRecord, contentHash: string | undefined): Claim | undefined {
  const { id, status, plan } = request;
  if (status !== 'approved') return answer(request, 'not_approved', `${id} is ${status}.`);
  if (contentHash === undefined || contentHash === (plan?.contentHash ?? '')) return undefined;
  return answer(
    request,
    'changed',
    `The approved content of ${id} is not the content that you read. Read the request again.`,
  );
}

/**
 * Claims an approval: takes the first number that was not released. A claim that came in time stands, and its retry gets it again,
 * also when the time has passed.
 *
 * @param now the clock of the claimer. The server's clock decides, by the time at which the use starts; the claimer's
 *   clock is used only to avoid starting a workflow for a claim that is certainly too late
 */
export async function claimUse(
  request: RequestRecord,
  attempt: ClaimAttempt,
  now: () => number,
  uses: Uses,
): Promise<Claim> {
  const { id, plan } = request;
  const until = useUntil(request);
  const reportWithin = plan?.reportWithin ?? REPORT_WITHIN_MS;
  for (let number = 1; number <= LIMITS.claims; number++) {
    const useUntil = until < Infinity ? until : undefined;
    const input: UseInput = {
      requestId: id,
      number,
      ...attempt,
      ...defined({ useUntil }),
      reportWithin,
      ...(plan?.notify && { notify: true as const }),
    };
    const use = now() > until + CLOCK_DOUBT_MS ? await uses.read(number) : await uses.start(input);
    if (use === undefined) return stale(request, until);
    // By the server's clock it was too late. Its workflow has released it already.
    if (Date.parse(use.claimedAt) > until) return stale(request, until);
    if (use.outcome !== 'not_started') return answerFor(request, use, attempt);
  }
  const message = `${id} was claimed and released ${LIMITS.claims} times. Request the approval again.`;
  return answer(request, 'stale', message);
}

/** Until when the approval may be claimed, in milliseconds since 1970. */
export function useUntil({ end, plan }: Pick<RequestRecord, 'end' | 'plan'>): number {
  if (end === undefined || plan?.useWithin === undefined) return Infinity;
  return Date.parse(end.at) + plan.useWithin;
}

function stale(request: RequestRecord, until: number): Claim {
  const message = `The approval of ${request.id} could be used until ${isoTime(until)}. Request it again.`;
  return answer(request, 'stale', message);
}

/**
 * The same attempt gets `claimed` again only while its use has no outcome. A retry that comes after its own report must not
 * act a second time. If the request was reset in Temporal and decided again, the claim may be for other content.
 */
function answerFor(request: RequestRecord, use: UseRecord, attempt: ClaimAttempt): Claim {
  const isOwn = use.attemptId === attempt.attemptId && use.contentHash === attempt.contentHash;
  if (isOwn && use.outcome === undefined)
    return answer(
      request,
      'claimed',
      `Claimed by ${use.claimedBy}. Report the outcome by ${use.reportBy}.`,
      use,
    );
  const message = `${use.claimedBy} claimed ${request.id} at ${use.claimedAt}. ${outcomeText(use)}`;
  return answer(request, 'already_claimed', message, use);
}

function answer(
  { id, status }: Pick<RequestRecord, 'id' | 'status'>,
  outcome: ClaimOutcome,
  message: string,
  use?: UseRecord,
): Claim {
  return { outcome, id, status, message, ...defined({ use }) };
}
