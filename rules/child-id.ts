import { utf8Bytes } from '../contract/limits';
import { digest } from './digest';
import { cutTo } from './requests/request-details';

/** An id that says whose child it is, of at most 200 bytes: `run-42-escalation-1`. */
export function childId(parent: string, what: string): string {
  const id = `${parent}-${what}`;
  if (utf8Bytes(id) <= 200) return id;
  return `${cutTo(id, 150)}-${digest(id).slice(0, 16)}`;
}
