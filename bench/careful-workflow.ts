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

const status = key('HitlStatus', 'KEYWORD');
const action = key('HitlAction', 'KEYWORD');
const approvers = key('HitlApprovers', 'KEYWORD_LIST');

/**
 * What a careful user writes by hand: rules in a local activity, search attributes for lists, a deadline, a verdict for each
 * decision and a closing status. It has no record of refusals, no bounds on messages and no server time for late signals.
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
  upsertSearchAttributes([
    { key: status, value: 'pending' },
    { key: action, value: request.action },
    { key: approvers, value: plan.approvers },
  ]);
  await condition(() => decision !== undefined, expiresAt - Date.now());
  const outcome = { approve: 'approved', reject: 'rejected' }[decision?.decision ?? ''] ?? 'expired';
  upsertSearchAttributes([{ key: status, value: outcome }]);
  return { status: outcome, decidedBy: decision?.decidedBy };
}
