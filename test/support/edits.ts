import { requestPlanner } from '../../activities/requests/plan-request';
import type { ConfigInput } from '../../contract/config/config';
import type { PolicyInput } from '../../contract/config/policy';
import type { DecisionMessage } from '../../contract/decision';
import type { RequestContent, RequestRecord } from '../../contract/request';
import type { Attempt } from '../../rules/requests/attempt';
import { judge } from '../../rules/requests/judge';
import { contentToPlan } from '../../rules/requests/judge-decision';
import { beginRequest, openRequest, withPlan } from '../../rules/requests/record';
import { parseConfig } from '../../worker/config';
import { directory, MINUTE, START } from './requests';

/** Requests whose policies are evaluated by the worker's own activity, also again for an edit, as the workflow does it. */
export function editable(config: Omit<ConfigInput, 'directory'>) {
  const parsed = parseConfig({ directory, ...config });
  const { planRequest } = requestPlanner(parsed, 'rules');
  const decide = async (record: RequestRecord, message: DecisionMessage, at = START + MINUTE) => {
    const attempt: Attempt = { kind: 'decide', transport: 'update', at, message };
    const content = contentToPlan(record, attempt);
    const planned = content && { plan: await planRequest(content) };
    return judge(record, { ...attempt, ...(planned && { planned }) });
  };
  return {
    /** A request of eve at START. */
    async begin(content: Partial<RequestContent> = {}): Promise<RequestRecord> {
      const full = { action: 'pay', requesterId: 'eve', context: {}, ...content };
      const plan = await planRequest(full);
      return beginRequest(withPlan(openRequest('request-1', full, START), plan), START);
    },
    decide,
    /** An edit of what the record shows. */
    edit: (record: RequestRecord, by: string, context: object, more: Partial<DecisionMessage> = {}) =>
      decide(record, {
        decision: 'edit',
        decidedBy: by,
        context: context as DecisionMessage['context'],
        expected: shown(record),
        ...more,
      }),
    /** An approval of what the record shows. */
    approve: (record: RequestRecord, by: string, more: Partial<DecisionMessage> = {}) =>
      decide(record, { decision: 'approve', decidedBy: by, expected: shown(record), ...more }),
  };
}

/** What a page shows of the record, as an attempt names it. */
export function shown({ plan, stage }: RequestRecord): DecisionMessage['expected'] {
  return { contentHash: plan?.contentHash ?? '', ...(stage !== undefined && { stage }) };
}

/** A policy of payments whose approvers may edit. */
export const PAYMENT: PolicyInput = {
  name: 'payment',
  approvers: ['finance'],
  decisions: ['approve', 'reject', 'edit'],
  editable: ['/amount', '/items/*/price', '/note'],
  expireAfter: '1h',
};
