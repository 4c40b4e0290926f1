import { valueAtPointer } from '../../../contract/json-pointer';
import type { JsonPatch } from '../../../contract/request';
import type { DiffLine } from '../../../rules/presentation/diff-lines';
import { exactJson } from '../../../rules/presentation/exact-json';
import { linesOf } from '../../../rules/presentation/text-form';
import { visibleLine as line } from '../../../rules/text';
import { Diff } from './content/block';

/** What a patch changes, place by place, as a diff. @param before the context that it changes */
export function Changes({ before, patch }: { before: unknown; patch: JsonPatch }) {
  return (
    <div class="changes">
      {patch.map((change) => {
        const was = change.op === 'add' ? undefined : valueAtPointer(before, change.path);
        const is = change.op === 'remove' ? undefined : change.value;
        return (
          <div class="change">
            <p>
              <code>{line(change.path)}</code> {WORDS[change.op]}
            </p>
            <Diff lines={changedLines(was, is)} isCounted={false} />
          </div>
        );
      })}
    </div>
  );
}

const WORDS = { add: 'added', replace: 'changed', remove: 'removed' } as const;

/** The lines of both values. Lines that both have at the beginning and at the end are shown once. */
function changedLines(before: unknown, after: unknown): DiffLine[] {
  const areTexts = [before, after].every((each) => typeof each === 'string' && each.includes('\n'));
  const [old, fresh] = [before, after].map((each) => (each === undefined ? [] : lines(each, areTexts))) as [
    string[],
    string[],
  ];
  const most = Math.min(old.length, fresh.length);
  let start = 0;
  while (start < most && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  const same = (text: string): DiffLine => ({ kind: 'same', text: ` ${text}` });
  return [
    ...old.slice(0, start).map(same),
    ...old.slice(start, old.length - end).map((text): DiffLine => ({ kind: 'removed', text: `-${text}` })),
    ...fresh.slice(start, fresh.length - end).map((text): DiffLine => ({ kind: 'added', text: `+${text}` })),
    ...old.slice(old.length - end).map(same),
  ];
}

/** A text of several lines as it is; anything else as JSON, which tells a text from a number. */
function lines(value: unknown, isText: boolean): string[] {
  return isText ? linesOf(value as string) : exactJson(value).split('\n');
}
