import { defineSearchAttributeKey as key } from '@temporalio/common';
import {
  condition,
  defineSignal,
  defineUpdate,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { MESSAGES } from '../contract/names';
import type * as rules from './careful-rules';

type Decision = { decision: string; decidedBy: string };
type Outcome = 'accepted' | 'not_authorized' | 'expired' | 'conflict';

const decideSignal = defineSignal<[Decision]>(MESSAGES.decide);
const decideUpdate = defineUpdate<Outcome, [Decision]>(MESSAGES.decide);
const { planCarefully } = proxyLocalActivities<typeof rules>({ startToCloseTimeout: '10s' });

/**
 * The workflow that a careful user would write by hand: rules in a local activity, a deadline, a verdict for each decision,
 * search attributes at the start, and the final status as a search attribute. It has no record of refusals, no limits on
 * messages and no server time for late signals.
 */
export async function carefulApproval(request: rules.CarefulRequest) {
  let decision: Decision | undefined;
  const plan = await planCarefully(request);
  const expiresAt = workflowInfo().startTime.getTime() + plan.expireAfterMs;
  const judge = (sent: Decision): Outcome => {
    if (!plan.approvers.includes(sent.decidedBy)) return 'not_authorized';
    if (Date.now() >= expiresAt) return 'expired';
    if (decision) return decision.decision === sent.decision ? 'accepted' : 'conflict';
    decision = sent;
    return 'accepted';
  };
  setHandler(decideSignal, (sent) => void judge(sent));
  setHandler(decideUpdate, judge);
  await condition(() => decision !== undefined, expiresAt - Date.now());
  const outcome = { approve: 'approved', reject: 'rejected' }[decision?.decision ?? ''] ?? 'expired';
  upsertSearchAttributes([{ key: key('HitlStatus', 'KEYWORD'), value: outcome }]);
  return { status: outcome, decidedBy: decision?.decidedBy };
}
