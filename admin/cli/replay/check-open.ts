import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { StuckWorkflowKind } from '../../../client';
import {
  fetchHistory,
  openWorkflow,
  openWorkflows,
  type OpenWorkflow,
  pinnedVersion,
} from '../../../client/operations/open-histories';
import { openSession, type Session } from '../../../client/temporal/session';
import { defined } from '../../../contract/defined';
import { type RecordedHistory, replayHistories } from '../../../worker/replay';
import { UsageError } from '../errors';
import { EXIT, type ExitCode } from '../exit';
import type { ConnectionFlags } from '../flags';
import { temporalClient } from '../temporal';
import type { Call } from '../verb';
import { readFolder, saveHistory } from './files';
import { type Checked, isBegun, placeOf, reportOf, reportText } from './report';

export interface ReplayFlags extends ConnectionFlags {
  type?: StuckWorkflowKind[];
  ids?: string[];
  limit?: number;
  save?: string;
  from?: string;
  bundle?: string;
}

const FETCH_CONCURRENCY = 8;

/** Replays the history of every open workflow with the workflows of this build, or those of a folder. */
export async function replay(call: Call<ReplayFlags>): Promise<ExitCode> {
  const { flags, out } = call;
  silenceRuntime();
  const checked = flags.from === undefined ? await checkOpen(flags) : await checkFolder(flags.from, flags);
  const report = reportOf(checked);
  out.answer(report, reportText(out, report, flags));
  return report.ok ? EXIT.done : EXIT.failure;
}

/** A workflow with its history, or with the reason why it is not replayed. */
type Fetched = Checked & { history?: RecordedHistory['history'] };

async function checkFolder(folder: string, { type, ids, limit, ...flags }: ReplayFlags): Promise<Checked[]> {
  if (type !== undefined || ids !== undefined || limit !== undefined || flags.save !== undefined)
    throw new UsageError(
      '--from checks every history of the folder: leave out --type, --ids, --limit and --save',
    );
  return collect(readFolder(folder), flags);
}

async function checkOpen(flags: ReplayFlags): Promise<Checked[]> {
  const client = await temporalClient(flags);
  try {
    const session = openSession(client, {});
    return await collect(fetchAhead(session, chosen(session, flags)), flags, session);
  } finally {
    await client.connection.close();
  }
}

/** The workflows to check. One that was named but cannot be checked is yielded with the reason. */
async function* chosen(session: Session, flags: ReplayFlags): AsyncGenerator<OpenWorkflow | Checked> {
  const { ids, limit = Infinity, type, taskQueue } = flags;
  let count = 0;
  if (ids !== undefined) {
    for (const id of ids.slice(0, limit)) {
      const found = await openWorkflow(session, id);
      yield 'problem' in found ? { id, outcome: 'unreadable', message: found.problem } : found;
    }
    return;
  }
  for await (const workflow of openWorkflows(session, defined({ kinds: type, taskQueue }))) {
    if (count++ >= limit) return;
    yield workflow;
  }
}

/** Fetches some histories ahead of the replay, in order. */
async function* fetchAhead(
  session: Session,
  workflows: AsyncIterable<OpenWorkflow | Checked>,
): AsyncGenerator<Fetched> {
  const ahead: Promise<Fetched>[] = [];
  for await (const workflow of workflows) {
    ahead.push('outcome' in workflow ? Promise.resolve(workflow) : fetched(session, workflow));
    const first = ahead.length > FETCH_CONCURRENCY ? ahead.shift() : undefined;
    if (first) yield await first;
  }
  for (const each of ahead) yield await each;
}

async function fetched(session: Session, workflow: OpenWorkflow): Promise<Fetched> {
  try {
    const history = await fetchHistory(session, workflow);
    return { ...workflow, outcome: isBegun(history) ? 'replays' : 'not_begun', history };
  } catch (error) {
    return {
      ...workflow,
      outcome: 'unreadable',
      message: `its history could not be read: ${(error as Error).message}`,
    };
  }
}

/** Replays what has a history. A workflow that is pinned to another version never gets to this build, so its failure is none. */
async function collect(
  all: AsyncIterable<Fetched>,
  { bundle, save }: Pick<ReplayFlags, 'bundle' | 'save'>,
  session?: Session,
): Promise<Checked[]> {
  const checked: Checked[] = [];
  async function* toReplay() {
    for await (const { history, ...workflow } of all) {
      if (history && workflow.outcome === 'replays') yield { workflowId: workflow.id, history, workflow };
      else checked.push(workflow);
    }
  }
  for await (const { item, error } of replayHistories(toReplay(), bundle)) {
    const { workflow, history } = item;
    if (error === undefined) {
      checked.push(workflow);
      continue;
    }
    const pinnedTo = session && (await pinnedVersion(session, workflow.id).catch(() => undefined));
    const savedAs = save === undefined ? undefined : saveHistory(save, workflow.id, history);
    checked.push({
      ...workflow,
      outcome: pinnedTo === undefined ? 'fails' : 'pinned',
      ...placeOf(error),
      ...defined({ pinnedTo, savedAs }),
    });
  }
  return checked;
}

/** The report says what failed. The runtime would print each failure again, with its stack, and part of it on standard output. */
function silenceRuntime(): void {
  try {
    const logging = { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } as const;
    const logger = new DefaultLogger('ERROR', () => {});
    Runtime.install({ logger, shutdownSignals: [], telemetryOptions: { logging } });
  } catch {
    // The surrounding process has installed a runtime already.
  }
}
