import type { Subject } from '../../contract/notification';
import { shellQuote } from '../shell-quote';

/** What to type to see a subject, where there is no desk to link to. */
export function showCommand({ id }: Pick<Subject, 'id'>): string {
  // What begins with a dash would be taken for a flag.
  return /^\w/.test(shellQuote(id)) ? `hitl show ${shellQuote(id)}` : `hitl show -- ${shellQuote(id)}`;
}
