import { defined } from '../../contract/defined';
import { utf8Bytes } from '../../contract/limits';
import type { RequestContent, RequestRecord } from '../../contract/request';
import type { RunApproval, RunRecord } from '../../contract/run';
import type { StepApproval, StepDecision } from '../../contract/step';
import { contentHash } from '../digest';
import { endedByText } from '../requests/explain';
import { approversNote, textForModel } from '../requests/words-for-model';

/** The approvals of one run, open and decided, that fit into its record. */
const MAX_APPROVALS = 3_000;
/** The decisions that one step receives. The next step receives the rest. */
const MAX_DECISIONS_BYTES = 256 * 1024;
/** Temporal allows 2,000 open children of a workflow. With more it could not even cancel the workflow. */
const MAX_OPEN_APPROVALS = 1_000;

/** The content of the request for a step's approval: on behalf of the run, and for its requester. */
export function toContent(run: RunRecord, approval: StepApproval): RequestContent {
  const { key: _key, requesterId, ...content } = approval;
  return { ...content, requesterId: requesterId ?? run.requesterId ?? run.id, runId: run.id };
}

/**
 * Sorts a step's approvals. A new key is requested. A known key with the same content is not requested again: the step
 * receives its outcome again. A known key with other content is an error of the agent (design escalation rule 10).
 */
export function sortApprovals(
  run: RunRecord,
  requested: StepApproval[],
): { fresh: StepApproval[]; again: string[]; problem?: string } {
  const fresh: StepApproval[] = [];
  const again: string[] = [];
  for (const [index, approval] of requested.entries()) {
    const { key } = approval;
    if (requested.findIndex((other) => other.key === key) !== index)
      return {
        fresh,
        again,
        problem: `the step requests two approvals with the key '${key}': keys must be unique`,
      };
    const before = run.approvals.find((known) => known.key === key);
    if (before === undefined) fresh.push(approval);
    else if (before.contentHash === contentHash(toContent(run, approval))) again.push(key);
    else
      return {
        fresh,
        again,
        problem: `the step uses the key '${key}' again for another approval: use a new key`,
      };
  }
  if (openKeys(run).length + fresh.length > MAX_OPEN_APPROVALS)
    return {
      fresh,
      again,
      problem: `the run would have more than ${MAX_OPEN_APPROVALS} open approvals: wait for decisions before you request more`,
    };
  if (run.approvals.length + fresh.length > MAX_APPROVALS)
    return {
      fresh,
      again,
      problem: `the run would have more than ${MAX_APPROVALS} approvals in all: divide the work among several runs`,
    };
  return { fresh, again };
}

/** The record with the outcome of this approval. The next step receives it. */
export function withDecision(run: RunRecord, key: string, decision: StepDecision): RunRecord {
  return withApproval(run, key, { status: decision.status, decision, isReported: false });
}

/** The record after this approval has started under another id than planned. */
export function withApprovalId(run: RunRecord, key: string, id: string): RunRecord {
  return withApproval(run, key, { id });
}

/** The record with these approvals marked, so that the next step receives their outcomes again. */
export function reportAgain(run: RunRecord, keys: string[]): RunRecord {
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

/** The outcomes that no step has received yet, as many as one step can take. */
export function newDecisions({ approvals }: RunRecord): Record<string, StepDecision> {
  const unreported = approvals.flatMap(({ isReported, decision }) =>
    isReported || !decision ? [] : [decision],
  );
  let bytes = 0;
  const fitting = unreported.filter((decision, index) => {
    bytes += utf8Bytes(JSON.stringify(decision));
    return index === 0 || bytes <= MAX_DECISIONS_BYTES;
  });
  return Object.fromEntries(fitting.map((decision) => [decision.key, decision]));
}

/** The keys of approvals that people have not decided yet. */
export function openKeys({ approvals }: RunRecord): string[] {
  return approvals.filter(({ status }) => status === 'pending').map(({ key }) => key);
}

/** The outcome of a request for the agent that requested it. */
export function toDecision(key: string, record: RequestRecord): StepDecision {
  const status = record.status === 'pending' ? 'cancelled' : record.status;
  const reason = record.rejectionReason ?? record.end?.reason;
  return {
    key,
    requestId: record.id,
    status,
    by: endedByText(record),
    ...(record.revision !== undefined && { edited: true as const, context: record.context }),
    ...defined({
      reason,
      note: approversNote(record),
      answer: record.answer,
      answerText: record.answerText,
    }),
    message: textForModel(record),
  };
}
