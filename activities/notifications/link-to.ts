import type { Subject } from '../../contract/notification';

/** Where people see and decide it. */
export function linkTo(deskUrl: string, { kind, id }: Subject): string {
  return `${deskUrl}/${kind}s/${encodeURIComponent(id)}`;
}
