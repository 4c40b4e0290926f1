import type { Subject } from '../../contract/notification';
import { visibleLine } from '../visible';

/**
 * What to type to see a subject, where there is no desk to link to. Ids are written by agents: a command that people copy
 * must not run what is in them.
 */
export function showCommand({ id }: Pick<Subject, 'id'>): string {
  const shown = visibleLine(id);
  return /^\w[\w.@:/+-]*$/.test(shown)
    ? `hitl show ${shown}`
    : `hitl show -- '${shown.replaceAll("'", `'\\''`)}'`;
}
