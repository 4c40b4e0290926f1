import { LIMITS } from '../../contract/limits';
import type { RequestRecord } from '../../contract/request';
import { listNames } from '../text';

/** The paths that an edit may change now: those that every requirement of the open stage allows (design rule 21). */
export function editablePaths({ plan, stage }: Pick<RequestRecord, 'plan' | 'stage'>): string[] {
  const open = (plan?.requirements ?? []).filter((requirement) => requirement.stage === stage);
  const [first, ...others] = open.map(({ editable = [] }) => editable);
  return others.reduce<string[]>((left, right) => {
    const common = left.flatMap((one) => right.flatMap((other) => commonPath(one, other) ?? []));
    // Without a limit, a few policies with many `*` would have more common paths than can be counted.
    return [...new Set(common)].slice(0, LIMITS.editablePaths);
  }, first ?? []);
}

/** The path of the places that both paths cover. Undefined if there are none. A `*` in one is the key in the other. */
function commonPath(one: string, other: string): string | undefined {
  const [longer, shorter] = [one.split('/'), other.split('/')].toSorted((a, b) => b.length - a.length) as [
    string[],
    string[],
  ];
  const keys = longer.map((key, index) => (key === '*' ? (shorter[index] ?? key) : key));
  const fits = shorter.every((key, index) => key === '*' || key === keys[index]);
  return fits ? keys.join('/') : undefined;
}

/** What an edit may change, as a sentence. */
export function editableText(record: Pick<RequestRecord, 'plan' | 'stage'>): string {
  const paths = editablePaths(record);
  return paths.length > 0
    ? `An edit may change ${listNames(paths)}.`
    : 'An edit may change nothing: its policies have no editable path in common.';
}
