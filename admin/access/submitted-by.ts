import type { RequestMemo } from '../../contract/request';
import type { RunMemo } from '../../contract/run';
import { find } from '../../client/temporal/read';
import type { Entity } from '../../client/temporal/session';
import type { Desk } from '../desk/desk';
import type { Principal } from './principal';

/** Whether a request or a run is this principal's own: it requested it, or sent it in another's name. Throws as `find` does. */
export async function isOwn(desk: Desk, who: Principal, kind: Entity, id: string): Promise<boolean> {
  const { memo } = await find(desk.session, kind, id);
  const { requesterId, submittedBy } = (memo ?? {}) as Partial<RequestMemo & RunMemo>;
  return requesterId === who.name || submittedBy === who.account;
}
