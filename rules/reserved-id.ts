import { DERIVED_ENDS } from '../contract/names';
import { childId } from './child-id';

/** The ids of workflows that gather messages begin so. */
export const DIGEST_PREFIX = 'hitl-digest-';

/**
 * What is wrong with this id for a workflow that is started on its own, if anything: it may be the id that this package
 * derives for the notifications, the escalation or the use of something else, which would then have none.
 *
 * @param parent the id of the parent workflow, where there is one: its own escalation has the derived id rightly
 */
export function reservedIdProblem(
  id: string,
  kind: 'request' | 'run' | 'escalation' = 'request',
  parent?: string,
): string | undefined {
  if (id.startsWith(DIGEST_PREFIX))
    return `begins with ${DIGEST_PREFIX}, which is reserved. Choose another id`;
  const end = DERIVED_ENDS.exec(id)?.[1];
  if (end === undefined) return undefined;
  if (kind === 'escalation' && parent !== undefined && isEscalationOf(parent, id)) return undefined;
  return `ends with -${end}, which is reserved for what belongs to another id. Choose another id`;
}

function isEscalationOf(parent: string, id: string): boolean {
  const [, end = '', more] = /(?:^|-)(escalation(?:-\d+)?)(?:-([0-9a-f]{8}))?$/.exec(id) ?? [];
  const own = childId(parent, end);
  return id === own || (more !== undefined && id === childId(own, more));
}
