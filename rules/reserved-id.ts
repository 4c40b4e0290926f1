import { DERIVED_ENDS } from '../contract/names';

/** The ids of workflows that gather messages begin so. */
export const DIGEST_PREFIX = 'hitl-digest-';

/**
 * What is wrong with this id for a workflow that is started on its own, if anything: it may be the id that this package
 * derives for the notifications, the escalation or the use of something else, which would then have none.
 */
export function reservedIdProblem(id: string): string | undefined {
  if (id.startsWith(DIGEST_PREFIX))
    return `begins with ${DIGEST_PREFIX}, which is reserved. Choose another id`;
  const end = DERIVED_ENDS.exec(id)?.[1];
  if (end === undefined) return undefined;
  return `ends with -${end}, which is reserved for what belongs to another id. Choose another id`;
}
