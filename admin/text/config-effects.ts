import type { Level, RequestStatus } from '../../contract/names';
import type { Outlook } from '../../rules/requests/plan-changes';
import { visibleLine as line } from '../../rules/text';
import type { TextStyle } from './table';

/** A request, its plan, and what another config would make of it. */
export interface ComparedRequest {
  id: string;
  action: string;
  status: RequestStatus;
  /** Absent if it is not known. */
  was?: Outlook;
  would?: Outlook;
  /** What differs, as sentences. Empty if nothing does. */
  changes: string[];
  /** Only of an ended request: whether it would have ended in the same way. */
  sameEnd?: boolean;
  why?: string;
}

/** An open escalation, and what the ladder of another config lacks. */
export interface ComparedEscalation {
  id: string;
  level: Level;
  changes: string[];
}

/** What a config would change. Only the parts that were asked for. */
export interface ConfigEffects {
  pending?: ComparedRequest[];
  escalations?: ComparedEscalation[];
  ended?: ComparedRequest[];
}

const MAX_GROUPS = 20;
const MAX_EXAMPLES = 3;

/** The effects in groups of requests with the same changes, the largest first. */
export function effectsText({ colours }: TextStyle, { pending, escalations, ended }: ConfigEffects): string {
  const title = (text: string) => `\n${colours.bold(text)}`;
  const parts = [
    ...(pending
      ? [title(`${pending.length} pending. They keep their plan; the same requests, made with this config:`)]
      : []),
    ...groupLines(pending, ({ changes }) => changes),
    ...(escalations?.length
      ? [title(`${escalations.length} open escalations. They keep their ladder; with this config:`)]
      : []),
    ...groupLines(escalations, ({ changes }) => changes),
    ...(ended ? [title(`${ended.length} ended. The same requests, made with this config:`)] : []),
    ...groupLines(ended, ({ changes }) => changes),
    ...(ended ? [title('Would they have ended in the same way?')] : []),
    ...(ended ? endLines(ended) : []),
  ];
  return parts.join('\n');
}

function endLines(ended: ComparedRequest[]): string[] {
  const decided = ended.filter(({ sameEnd }) => sameEnd !== undefined);
  const same = decided.filter(({ sameEnd }) => sameEnd).length;
  const others = decided.filter(({ sameEnd }) => !sameEnd);
  return [
    `  ${same} of ${decided.length}${decided.length < ended.length ? ' (the others were cancelled, or are not known)' : ''}`,
    ...groupLines(others, ({ status, why = '' }) => [`${status}: ${why}`]).slice(0, MAX_GROUPS),
  ];
}

interface Compared {
  id: string;
}

function groupLines<Item extends Compared>(
  items: Item[] = [],
  changesOf: (item: Item) => string[],
): string[] {
  const groups = new Map<string, { changes: string[]; ids: string[] }>();
  for (const item of items) {
    const changes = changesOf(item);
    const group = groups.get(changes.join('\n')) ?? { changes, ids: [] };
    group.ids.push(item.id);
    groups.set(changes.join('\n'), group);
  }
  const sorted = [...groups.values()].sort((a, b) => b.ids.length - a.ids.length);
  const more = sorted.slice(MAX_GROUPS).reduce((sum, { ids }) => sum + ids.length, 0);
  return [
    ...sorted.slice(0, MAX_GROUPS).map(({ changes, ids }) => {
      if (changes.length === 0) return `  ${ids.length} same`;
      const examples = ids.slice(0, MAX_EXAMPLES).map(line).join(', ');
      const named = ids.length > MAX_EXAMPLES ? `e.g. ${examples}` : examples;
      return `  ${ids.length} ${changes.map(line).join('; ')} (${named})`;
    }),
    ...(more > 0 ? [`  ${more} with other changes: -o json lists all`] : []),
  ];
}
