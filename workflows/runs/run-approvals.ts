import type { RequestRecord } from '../../contract/record';
import type { RequestContent } from '../../contract/request';
import type { StepApproval } from '../../contract/step';
import { contentHash } from '../../rules/digest';
import { endRequest } from '../../rules/requests/end-request';
import { openRequest } from '../../rules/requests/open-request';
import { toContent, toDecision, withApprovalId, withDecision } from '../../rules/runs/run-approvals';
import { isoTime } from '../../rules/time';
import { childId } from '../../rules/child-id';
import { startRequestChild, startUnder } from '../children';
import { withoutResult } from '../without-result';
import { type RunDesk, startWithRun } from './run-desk';

/** Opens what a step asked for: each its own child, decided in any order (design, escalations, rule 10). */
export function askForApproval(desk: RunDesk, asked: StepApproval): void {
  const content = toContent(desk.record, asked);
  const id = childId(desk.record.id, asked.key);
  const { approvals, totals } = desk.record;
  const opened = {
    key: asked.key,
    id,
    contentHash: contentHash(content),
    status: 'pending' as const,
    askedInStep: totals.steps,
    told: false,
  };
  desk.update({ ...desk.record, approvals: [...approvals, opened] });
  void follow(desk, asked.key, id, content);
}

/** Takes the child's outcome to the run. Never rejects. */
async function follow(desk: RunDesk, key: string, planned: string, content: RequestContent): Promise<void> {
  desk.openChildren++;
  let id = planned;
  const start = (workflowId: string) => startRequestChild({ content }, { workflowId });
  try {
    const child = await startWithRun(desk, () => startUnder(planned, start));
    id = child.workflowId;
    desk.update(withApprovalId(desk.record, key, id));
    const record = await child.result();
    desk.update(withDecision(desk.record, key, toDecision(key, record)));
  } catch (error) {
    desk.update(withDecision(desk.record, key, toDecision(key, unanswered(id, content, error))));
  } finally {
    desk.openChildren--;
    desk.version++;
  }
}

/** A request that could not say how it ended: no consent. */
function unanswered(id: string, content: RequestContent, error: unknown): RequestRecord {
  const now = Date.now();
  const end = { status: 'cancelled', at: isoTime(now), ...withoutResult(error) } as const;
  return endRequest(openRequest(id, content, now), end);
}
