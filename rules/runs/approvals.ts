import { utf8Bytes } from '../../contract/limits';
import type { RequestContent, RequestRecord } from '../../contract/request';
import type { RunApproval, RunRecord } from '../../contract/run';
import type { StepApproval, StepDecision } from '../../contract/step';
import { contentHash } from '../digest';
import { endedByText, textForModel } from '../requests/explain';

/** So many approvals fit the record of one run, decided ones too. */
const MAX_APPROVALS = 3_000;
/** What one step is told; the next is told the rest. */
const MAX_DECISIONS_BYTES = 256 * 1024;
/** Temporal takes 2,000 open children of a workflow; at the next one it could not even be cancelled any more. */
const MAX_OPEN_APPROVALS = 1_000;

/** What a step's approval asks, as a request: on behalf of the run, and for its requester. */
export function toContent(run: RunRecord, asked: StepApproval): RequestContent {
  const { key: _key, requesterId, ...content } = asked;
  return { ...content, requesterId: requesterId ?? run.requesterId ?? run.id, runId: run.id };
}

/**
 * What of a step's approvals must be asked: those whose key is new. A key asked before with the same content is told its
 * outcome again instead of being asked again; with other content it is an error of the agent (design, escalations, rule 10).
 */
export function sortApprovals(
  run: RunRecord,
  asked: StepApproval[],
): { fresh: StepApproval[]; again: string[]; problem?: string } {
  const fresh: StepApproval[] = [];
  const again: string[] = [];
  for (const [index, approval] of asked.entries()) {
    const { key } = approval;
    if (asked.findIndex((other) => other.key === key) !== index)
      return { fresh, again, problem: `the step asks twice under the key '${key}'` };
    const before = run.approvals.find((known) => known.key === key);
    if (before === undefined) fresh.push(approval);
    else if (before.contentHash === contentHash(toContent(run, approval))) again.push(key);
    else
      return {
        fresh,
        again,
        problem: `the step asks for something else under the key '${key}', which was asked for before: use another key`,
      };
  }
  if (openKeys(run).length + fresh.length > MAX_OPEN_APPROVALS)
    return {
      fresh,
      again,
      problem: `the run would have more than ${MAX_OPEN_APPROVALS} open approvals at once`,
    };
  if (run.approvals.length + fresh.length > MAX_APPROVALS)
    return {
      fresh,
      again,
      problem: `the run would have asked for more than ${MAX_APPROVALS} approvals: divide the work among several runs`,
    };
  return { fresh, again };
}

/** The record with this approval's outcome, which the next step is told. */
export function withDecision(run: RunRecord, key: string, decision: StepDecision): RunRecord {
  return withApproval(run, key, { status: decision.status, decision, isReported: false });
}

/** The record once this approval has started under another id than planned. */
export function withApprovalId(run: RunRecord, key: string, id: string): RunRecord {
  return withApproval(run, key, { id });
}

/** The record with these approvals to be told again, if they have ended. */
export function tellAgain(run: RunRecord, keys: string[]): RunRecord {
  return keys.reduce((before, key) => withApproval(before, key, { isReported: false }), run);
}

function withApproval(run: RunRecord, key: string, change: Partial<RunApproval>): RunRecord {
  return {
    ...run,
    approvals: run.approvals.map((approval) =>
      approval.key === key ? { ...approval, ...change } : approval,
    ),
  };
}

/** The outcomes that no step has been told; of very many long ones the first. */
export function newDecisions({ approvals }: RunRecord): Record<string, StepDecision> {
  const untold = approvals.flatMap(({ isReported, decision }) => (isReported || !decision ? [] : [decision]));
  let bytes = 0;
  const now = untold.filter((decision, index) => {
    bytes += utf8Bytes(JSON.stringify(decision));
    return index === 0 || bytes <= MAX_DECISIONS_BYTES;
  });
  return Object.fromEntries(now.map((decision) => [decision.key, decision]));
}

/** The keys that people have not decided yet. */
export function openKeys({ approvals }: RunRecord): string[] {
  return approvals.filter(({ status }) => status === 'pending').map(({ key }) => key);
}

/** How a request ended, for the agent that asked. */
export function toDecision(key: string, record: RequestRecord): StepDecision {
  const status = record.status === 'pending' ? 'cancelled' : record.status;
  const reason = record.rejectionReason ?? record.end?.reason;
  return {
    key,
    requestId: record.id,
    status,
    by: endedByText(record),
    ...(reason !== undefined && { reason }),
    message: textForModel(record),
  };
}
