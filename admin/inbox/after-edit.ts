import type { DryRun, RequestView } from '../../client';
import { defined } from '../../contract/defined';
import { withRevision } from '../../rules/requests/edit';
import { neededText } from '../../rules/requests/explain';
import { isApproval } from '../../rules/requests/people';
import { isoTime, listNames } from '../../rules/text';

/** What an edit would lead to, as far as a dry run can tell. */
export interface AfterEdit {
  /** Why the policies would refuse it. */
  refused?: string;
  /** Sentences: who must approve the edited request, and which approvals lapse. */
  says: string[];
}

/** Predicts the verdict on an edit by the rules that judge it. Only the verdict itself is binding. */
export function afterEdit(
  request: RequestView,
  { context, person, at }: { context: RequestView['context']; person: string; at: number },
  dryRun: DryRun | undefined,
): AfterEdit {
  const lapsing = lapsingText(request);
  if (dryRun === undefined)
    return {
      says: ['No worker answers now, so it is unknown who must approve the edited request.', ...lapsing],
    };
  const { plan, unresolved } = dryRun;
  if (unresolved !== undefined)
    return { says: [`It is unknown who must approve the edited request: ${unresolved}`, ...lapsing] };
  const message = { decision: 'edit' as const, decidedBy: person, context };
  const revised = withRevision(
    request,
    { kind: 'decide', at, transport: 'update', message },
    { plan },
    (record) => ({
      decision: 'edit',
      decidedBy: person,
      stage: record.stage ?? 1,
      at: isoTime(at),
      transport: 'update',
    }),
  );
  if ('problem' in revised) return { refused: revised.problem, says: [] };
  const { status, needed } = revised.record;
  if (status !== 'pending')
    return { says: [`Your edit ends the request: it becomes ${status}.`, ...lapsing] };
  return {
    says: [
      ...needed.map((need) => {
        const isNamed = need.people.every((name) => need.from.includes(name));
        return `${neededText(need)}${isNamed ? '' : `: ${need.people.join(', ')}`}.`;
      }),
      ...lapsing,
    ],
  };
}

/**
 * The parts of a request that determine the response form which an edit must answer: those of the changed content.
 * While the plan for the changed content is unknown, the current plan is used.
 */
export function askedAfterEdit(
  { response, plan }: RequestView,
  dryRun: DryRun | undefined,
): Pick<RequestView, 'response' | 'plan'> {
  const isKnown = dryRun !== undefined && dryRun.unresolved === undefined;
  return defined({ response, plan: isKnown ? dryRun.plan : plan });
}

function lapsingText({ decisions }: RequestView): string[] {
  const people = decisions.filter((each) => isApproval(each) && !each.void).map(({ decidedBy }) => decidedBy);
  if (people.length === 0) return [];
  const names = listNames([...new Set(people)]);
  return [`The ${people.length === 1 ? 'approval' : 'approvals'} so far, by ${names}, will lapse.`];
}
