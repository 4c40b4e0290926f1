import type { StuckWorkflowKind } from '../../../client';
import { visibleLine as line } from '../../../rules/text';
import type { RecordedHistory } from '../../../worker/replay';
import type { Output } from '../output';

/** One workflow and what its replay found. */
export interface Checked {
  id: string;
  runId?: string;
  kind?: StuckWorkflowKind;
  /**
   * `replays`; `fails`; `pinned`: it fails, and stays with the version that began it; `not_begun`: no worker has taken it yet, so
   * there is nothing to replay; `unreadable`: its history could not be read.
   */
  outcome: 'replays' | 'fails' | 'pinned' | 'not_begun' | 'unreadable';
  message?: string;
  /** The event of the history that the code no longer leads to, as `7 TimerStarted`. */
  event?: string;
  /** The version that it is pinned to, as `NAME:BUILD`. */
  pinnedTo?: string;
  /** The file with its history. */
  savedAs?: string;
}

export interface ReplayReport {
  ok: boolean;
  checked: number;
  /** How many workflows of each kind replay. */
  replays: Record<string, number>;
  notBegun: number;
  /** The workflows that do not replay, those that are pinned to another version, and those that could not be read. */
  problems: Checked[];
}

/** Whether a worker has completed a task of it, so that there is something to replay. */
export function isBegun({ events }: RecordedHistory['history']): boolean {
  return (events ?? []).some(({ workflowTaskCompletedEventAttributes: completed }) => completed);
}

/** Where the replay failed and why, from the SDK's error. */
export function placeOf({ message }: Error): Pick<Checked, 'message' | 'event'> {
  const [, id, type] = /HistoryEvent\(id: (\d+), (\w+)\)/.exec(message) ?? [];
  const [, details = message] = /Details: ([\s\S]*)$/.exec(message) ?? [];
  return { message: details.slice(0, 2_000), ...(id !== undefined && { event: `${id} ${type}` }) };
}

export function reportOf(checked: Checked[]): ReplayReport {
  const replays: Record<string, number> = {};
  for (const { kind = 'other', outcome } of checked)
    if (outcome === 'replays') replays[kind] = (replays[kind] ?? 0) + 1;
  const problems = checked.filter(({ outcome }) => outcome !== 'replays' && outcome !== 'not_begun');
  return {
    ok: problems.every(({ outcome }) => outcome === 'pinned'),
    checked: checked.length,
    replays,
    notBegun: checked.filter(({ outcome }) => outcome === 'not_begun').length,
    problems,
  };
}

const MAX_SHOWN = 20;

export function reportText(
  out: Output,
  { checked, replays, notBegun, problems, ok }: ReplayReport,
  { save, from }: { save?: string; from?: string },
): string {
  const { colours } = out;
  const count = Object.values(replays).reduce((sum, each) => sum + each, 0);
  const kinds = Object.entries(replays).map(([kind, each]) => `${each} ${kind}`);
  const of = (outcome: Checked['outcome']) => problems.filter((each) => each.outcome === outcome);
  const block = (mark: string, title: string, items: Checked[], advice: string[]) =>
    items.length === 0
      ? []
      : [
          `${mark} ${items.length} ${title}`,
          ...items.slice(0, MAX_SHOWN).map(problemLine),
          ...more(items),
          ...advice,
        ];
  const what = from === undefined ? 'open workflows' : `histories in ${line(from)}`;
  return [
    `Checked ${checked} ${what} with the workflows of this build.`,
    `${colours.green('ok  ')} ${count} replay${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`,
    ...(notBegun > 0 ? [`     ${notBegun} not begun by a worker yet, so there is nothing to replay`] : []),
    ...block(colours.red('FAIL'), 'do not replay:', of('fails'), [
      '     A worker with this build would fail their tasks: they would accept no decision until an older build is back.',
      '     Guard the change of commands with `patched`, or keep the older build for them.',
      ...(save === undefined && from === undefined
        ? ['     To look at them elsewhere: --save FOLDER, then --from FOLDER.']
        : []),
    ]),
    ...block(colours.red('FAIL'), 'could not be checked:', of('unreadable'), []),
    ...block(
      colours.yellow('note'),
      'do not replay, and stay with the version that they are pinned to:',
      of('pinned'),
      ['     Keep workers of that version until these have ended.'],
    ),
    ok ? 'This build can take over.' : 'Do not give tasks to this build yet.',
  ].join('\n');
}

function problemLine({ id, kind, event, message = '', pinnedTo, savedAs }: Checked): string {
  const about = [kind, pinnedTo === undefined ? undefined : `pinned to ${pinnedTo}`]
    .filter(Boolean)
    .join(', ');
  const where = event === undefined ? '' : ` at event ${event}`;
  const file = savedAs === undefined ? '' : ` (${savedAs})`;
  return `     ${line(id)}${about && ` (${line(about)})`}${line(where)}: ${line(message)}${line(file)}`;
}

function more(items: Checked[]): string[] {
  return items.length > MAX_SHOWN ? [`     and ${items.length - MAX_SHOWN} more: -o json lists all`] : [];
}
