import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import type { ReportedOutcome } from '../../contract/names';
import { type OutcomeMessage, OutcomeMessageSchema, type UseVerdict } from '../../contract/use';
import { useId } from '../../rules/ids';
import { judgeOutcome } from '../../rules/uses/judge';
import { endedRecord, find } from '../temporal/read';
import type { Session } from '../temporal/session';
import { submit } from '../temporal/submit';
import { REQUEST } from './entity';
import { readUses, USE } from './uses';

/** What happened to the approved action, by the attempt that has the claim. */
export interface OutcomeOptions {
  /** `committed`: done. `failed`: tried, and not done or not completely. `not_started`: never begun, which releases the claim. */
  outcome: ReportedOutcome;
  /** The `attemptId` of the claim. */
  attemptId: string;
  /** Where to find what was done, such as the id of a transfer. */
  reference?: string;
  /** What happened, in words. */
  detail?: string;
  /** The tool that sends it. Default `sdk`. */
  via?: string;
  /** How long to wait for the verdict before it is `queued`. Default: the manager's, 5 s. */
  patience?: Duration;
}

/**
 * Reports what happened to the action of a claimed approval. Every report gets a verdict. Without a worker it is `queued`, and
 * the report counts once when a worker is back.
 *
 * @throws RequestNotFound
 * @throws RequestIdTaken when another workflow has the id of the claim
 * @throws TemporalUnreachable when it could not be delivered
 * @throws InvalidInput when `patience` is not a duration
 */
export async function reportOutcome(
  session: Session,
  id: string,
  options: OutcomeOptions,
): Promise<UseVerdict> {
  const { outcome, attemptId, reference, detail, via, patience, ...unknown } = options;
  await find(session, REQUEST, id);
  const uses = await readUses(session, id);
  // After a release the same attempt may claim again. The report is about its newest claim.
  const found = uses.findLast(({ use }) => use.attemptId === attemptId) ?? uses.at(-1);
  if (found === undefined) {
    const message = `Nobody has claimed ${id}. Claim it before the action, and report afterwards.`;
    return { outcome: 'not_authorized', id, status: 'unclaimed', message };
  }
  const useWorkflow = useId(id, found.number);
  return submit<UseVerdict, OutcomeMessage>(session, {
    entity: USE,
    id: useWorkflow,
    name: 'outcome',
    patience,
    schema: OutcomeMessageSchema,
    content: () => ({
      ...unknown,
      outcome,
      claimAttemptId: attemptId,
      ...defined({ reference, detail }),
      via: via ?? 'sdk',
    }),
    unjudged: async () => ({ id, status: found.use.outcome ?? 'claimed' }),
    async afterEnd(message) {
      const use = await endedRecord(session, USE, await find(session, USE, useWorkflow));
      return judgeOutcome(use, { kind: 'outcome', message, at: Date.now(), transport: 'update' }).verdict;
    },
  });
}
