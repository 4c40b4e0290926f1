import { utf8Bytes } from '../contract/limits';
import { DERIVED_ENDS } from '../contract/names';
import { digest } from './digest';
import { cutTo } from './requests/request-details';

const MAX_END_BYTES = 80;

/**
 * An id that says whose child it is, of at most 200 bytes: `run-42-escalation-1`. Where that is too long its beginning is
 * cut, and a digest tells it from others; a short end stays, since ids are known by their ends.
 */
export function childId(parent: string, what: string): string {
  const id = `${parent}-${what}`;
  if (utf8Bytes(id) <= 200) return id;
  const [derived = `-${what}`] = DERIVED_ENDS.exec(id) ?? [];
  const end = `-${digest(id).slice(0, 16)}${utf8Bytes(derived) <= MAX_END_BYTES ? derived : ''}`;
  return `${cutTo(id, 200 - utf8Bytes(end))}${end}`;
}
