import type { RequestRecord } from '../../contract/record';
import type { RequestContent } from '../../contract/request';
import type { StepApproval } from '../../contract/step';
import { contentHash } from '../../rules/digest';
import { endRequest } from '../../rules/requests/end-request';
import { openRequest } from '../../rules/requests/open-request';
import { toContent, toDecision, withDecision } from '../../rules/runs/run-approvals';
import { isoTime } from '../../rules/time';
import { childId, startRequestChild } from '../children';
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
async function follow(desk: RunDesk, key: string, id: string, content: RequestContent): Promise<void> {
  desk.openChildren++;
  const record = await outcome(desk, id, content).catch((error: unknown) =>
    withoutResult(id, content, error),
  );
  desk.openChildren--;
  desk.update(withDecision(desk.record, key, toDecision(key, record)));
}

async function outcome(desk: RunDesk, id: string, content: RequestContent): Promise<RequestRecord> {
  const child = await startWithRun(desk, () => startRequestChild({ content }, { workflowId: id }));
  return child.result();
}

/** A request that Temporal ended before it could say how, or that could not be started: no consent. */
function withoutResult(id: string, content: RequestContent, error: unknown): RequestRecord {
  const now = Date.now();
  const cause = (error as { cause?: Error }).cause ?? (error as Error);
  return endRequest(openRequest(id, content, now), {
    status: 'cancelled',
    at: isoTime(now),
    by: 'operator',
    reason: `ended in Temporal: ${cause.message}`.slice(0, 500),
  });
}
