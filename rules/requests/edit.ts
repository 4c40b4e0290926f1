import type { DecisionMessage } from '../../contract/decision';
import { defined } from '../../contract/defined';
import { LIMITS, utf8Bytes } from '../../contract/limits';
import type { Plan } from '../../contract/records/plan';
import type { DecisionRecord, JsonPatch, RequestContent, RequestRecord } from '../../contract/request';
import { contentHash } from '../digest';
import { isoTime } from '../text';
import type { Attempt, PlannedEdit } from './attempt';
import { editableText } from './editable-paths';
import { isCovered, jsonPatch } from './json-patch';
import { allowedDecisions, eligible, isApproval, rejections } from './people';
import { advance, byDeadline, withTeams } from './record';
import { withBoundedDecisions } from './record-size';

/*
 * Edits (design rule 21): an approval of changed arguments makes the next revision of the content, with a plan of its own.
 */

type EditAttempt = Extract<Attempt, { kind: 'decide' }>;

/** The content that is decided now. */
export function contentOf(record: RequestRecord): RequestContent {
  const { action, resource, description, context, rationale, evidence, response, requesterId, runId } =
    record;
  return {
    action,
    ...defined({ resource, description, rationale, evidence, response, runId }),
    context,
    requesterId,
  };
}

/** Why the message is not a valid edit of the content that is decided now. Undefined if it is valid. */
export function editProblem(
  record: RequestRecord,
  { context, expected }: DecisionMessage,
): string | undefined {
  if (context === undefined) return 'An edit needs the whole new context, as context.';
  if (expected?.contentHash === undefined)
    return 'An edit must name the content that it changes, as expected.contentHash.';
  // Judged later: an edit of another revision is superseded, and one that the policies do not allow is not authorized.
  if (expected.contentHash !== record.plan?.contentHash) return undefined;
  if (!allowedDecisions(record).includes('edit')) return undefined;
  const patch = jsonPatch(record.context, context);
  if (patch.length === 0) return 'The edit changes nothing. Approve the request instead.';
  const [forbidden, ...more] = patch.filter(({ path }) => !isEditable(record, path));
  if (forbidden === undefined) return boundsProblem(record, patch);
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return `The edit changes ${shown(forbidden.path)}${others}, which may not be changed. ${editableText(record)}`;
}

/** A change must be allowed by every requirement of the open stage. */
function isEditable({ plan, stage }: RequestRecord, path: string): boolean {
  const open = (plan?.requirements ?? []).filter((requirement) => requirement.stage === stage);
  return open.every(({ editable = [] }) => isCovered(path, editable));
}

function boundsProblem({ revisions = [] }: RequestRecord, patch: JsonPatch): string | undefined {
  if (revisions.length >= LIMITS.edits)
    return `The request was edited ${LIMITS.edits} times already. Reject it with a reason, so that the requester can ask again.`;
  const bytes = utf8Bytes(JSON.stringify([...revisions.map((revision) => revision.patch), patch]));
  if (bytes <= LIMITS.patchesBytes) return undefined;
  return `The changes of all edits of this request together take more than ${LIMITS.patchesBytes / 1024} KB. Reject it with a reason, so that the requester can ask again.`;
}

function shown(path: string): string {
  return path === '' ? 'the whole context' : path.length > 200 ? `${path.slice(0, 199)}…` : path;
}

/** The content that the edit would make. */
export function editedContent(record: RequestRecord, { context }: DecisionMessage): RequestContent {
  return { ...contentOf(record), context: context ?? {} };
}

/**
 * A stand-in for the plan that an activity makes. With it the rules tell whether the edit would be accepted if the policies
 * required the same of the changed content: only then is that activity needed.
 */
export function samePlan(record: RequestRecord, message: DecisionMessage): PlannedEdit {
  const hash = contentHash(editedContent(record, message));
  return { plan: { ...(record.plan as Plan), contentHash: hash }, isStandIn: true };
}

/**
 * The record with the next revision, or why the policies refuse it. Earlier approvals lapse. The editor's approval
 * counts for the new revision where the editor may approve it. An edit never extends the deadline.
 */
export function withRevision(
  record: RequestRecord,
  attempt: EditAttempt,
  planned: PlannedEdit,
  toRecord: (record: RequestRecord) => DecisionRecord,
): { record: RequestRecord } | { problem: string } {
  if ('problem' in planned) return planned;
  const refused = planProblem(record, planned.plan);
  if (refused !== undefined) return { problem: refused };
  const plan = withEarlierDeadline(planned.plan, record.plan);
  const expiresAt = newDeadline(record, plan);
  if (expiresAt !== undefined && Date.parse(expiresAt) <= attempt.at)
    return { problem: `${NOT_EDITED} Its deadline by policy ${plan.expiryPolicy} has already passed.` };

  const { context = {}, decidedBy } = attempt.message;
  const revision = (record.revision ?? 1) + 1;
  const { contentHash: hash } = plan;
  const made = { revision, at: isoTime(attempt.at), by: decidedBy, contentHash: hash };
  const revised: RequestRecord = {
    ...record,
    context,
    revision,
    original: record.original ?? { context: record.context, contentHash: record.plan?.contentHash ?? '' },
    revisions: [...(record.revisions ?? []), { ...made, patch: jsonPatch(record.context, context) }],
    decisions: record.decisions.map((each) =>
      isApproval(each) && !each.void ? { ...each, void: `${decidedBy} edited the content` } : each,
    ),
    plan,
    ...defined({ expiresAt }),
  };
  const known = plan.teams === undefined ? revised : withTeams(revised, plan.teams);
  if (known.plan?.error !== undefined)
    return { problem: `${NOT_EDITED} ${sentence(known.plan.error.message)}` };
  const rejecting = known.plan?.requirements.find(
    (requirement) => rejections(known, requirement) >= requirement.rejectionsToReject,
  );
  if (rejecting !== undefined)
    return {
      problem: `${NOT_EDITED} Policy ${rejecting.policy} covers it, and enough of its approvers have already rejected the request.`,
    };
  const opened = advance(known, attempt.at);
  const counted = { ...known, stage: countingStage(opened, record.stage, decidedBy) };
  const decided = {
    ...known,
    ...defined({ stage: opened.stage }),
    decisions: [...known.decisions, toRecord(counted)],
  };
  return { record: advance(withBoundedDecisions(decided), attempt.at) };
}

const NOT_EDITED = 'The content was not changed.';

/** Why the policies do not let the content become this: an edit never passes what would have stopped the same request. */
function planProblem(record: RequestRecord, plan: Plan): string | undefined {
  if (plan.error !== undefined) return `${NOT_EDITED} ${sentence(plan.error.message)}`;
  if (plan.automatic?.status === 'rejected') {
    const { by, name, reason } = plan.automatic;
    const who = by === 'policy' ? `Policy ${name}` : 'The fallback';
    return `${NOT_EDITED} ${who} rejects it${reason === undefined ? '.' : `: ${sentence(reason)}`}`;
  }
  const before = record.plan?.matched.filter(({ failedClosed }) => failedClosed !== undefined) ?? [];
  const failed = plan.matched.find(
    ({ policy, failedClosed }) =>
      failedClosed !== undefined && !before.some((earlier) => earlier.policy === policy),
  );
  return (
    failed && `${NOT_EDITED} It does not fit policy ${failed.policy}: ${sentence(failed.failedClosed ?? '')}`
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/**
 * The plan with the earlier deadline of both: an edit never moves it later, and the policy that set the earlier
 * deadline still says what happens then (design rules 6, 21).
 */
function withEarlierDeadline(plan: Plan, before: Plan | undefined): Plan {
  if (before === undefined || byDeadline(plan, before) <= 0) return plan;
  const { escalateTo: _escalateTo, ...rest } = plan;
  const { expireAfter, expiryPolicy, onExpiry, escalateTo } = before;
  return { ...rest, expireAfter, expiryPolicy, onExpiry, ...defined({ escalateTo }) };
}

/** The deadline moves earlier by as much as the new plan gives less time. */
function newDeadline({ expiresAt, plan }: RequestRecord, { expireAfter }: Plan): string | undefined {
  if (expiresAt === undefined) return undefined;
  const less = (plan?.expireAfter ?? 0) - expireAfter;
  return less === 0 ? expiresAt : isoTime(Date.parse(expiresAt) - less);
}

/** The stage in which the editor's approval counts: the first open one, else the one in which the editor decided. */
function countingStage(opened: RequestRecord, before: number | undefined, person: string): number {
  const stages = [opened.stage, before].filter((stage) => stage !== undefined);
  const counting = stages.find((stage) =>
    (opened.plan?.requirements ?? []).some(
      (each) => each.stage === stage && eligible(opened, each).has(person),
    ),
  );
  return counting ?? stages[0] ?? 1;
}
