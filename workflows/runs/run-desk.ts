import { CancellationScope, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { EscalationRecord } from '../../contract/escalation';
import type { RunRecord } from '../../contract/run';
import type { StepResult } from '../../contract/step';
import { afterEscalation, endRun } from '../../rules/runs/end-run';
import { withWaiting } from '../../rules/runs/run-clock';
import { openEscalationOf } from '../../rules/runs/run-escalations';
import type { OpenedEscalation } from './run-escalation';

/** What one run's workflow has on its desk. */
export interface RunDesk {
  readonly record: RunRecord;
  /** Replaces the record; whoever waits for a change sees it. */
  update(record: RunRecord): void;
  /** Counts the changes. */
  version: number;
  /** Cancelled when the run ends: its children follow, and the step that is taken is in it. */
  readonly children: CancellationScope;
  readonly working: CancellationScope;
  /** What the end of an escalation means for the run. */
  readonly takeEnd: typeof afterEscalation;
  /** How escalations ended that this run of the workflow has opened. */
  readonly ended: Map<string, EscalationRecord>;
  /** The directory is being asked, or was, who the operators are. */
  operators?: Promise<void>;
  openChildren: number;
  /** The open escalation; resolves once it has started. */
  escalation?: Promise<OpenedEscalation>;
  /** A hosted run is between two steps of its loop, or in one. */
  stepping: boolean;
  /** What the next step waits for. */
  waitFor: NonNullable<StepResult['waitFor']>;
  /** The next step waits for people. */
  blocked: boolean;
  /** Updates and signals that this run of the workflow has taken. */
  messages: number;
  /** No look at the clock before (milliseconds since 1970), and how long the pause was. */
  notBefore: number;
  pause: number;
  cancelledInTemporal: boolean;
  /** The state of an earlier run is known, if there was one: no message is taken before. */
  isReady: boolean;
}

/** The server takes 2,000 updates for a run and no more; a report is refused before that (design, escalations, rule 11). */
export const MESSAGES_BEFORE_NEW_RUN = 1_000;
export const MOST_MESSAGES = 1_500;
/** Temporal suggests a new run at 4,096 events. */
const EVENTS_BEFORE_NEW_RUN = 4_000;
/** And ends a workflow at 51,200 events or 50 MB. */
const FULL = { events: 25_000, bytes: 20 * 1024 * 1024 };

/** @param takeEnd what the end of an escalation means for the run */
export function openRunDesk(start: RunRecord, takeEnd: RunDesk['takeEnd'] = afterEscalation): RunDesk {
  // Not the caller's own scope: a workflow of somebody else may call from one that ends before the run.
  const scope = { cancellable: true, parent: rootScope() };
  let record = start;
  const desk: RunDesk = {
    get record() {
      return record;
    },
    update(after) {
      const waits = after.status === 'running' && (desk.blocked || openEscalationOf(after) !== undefined);
      record = withWaiting(after, waits, Date.now());
      desk.version++;
    },
    version: 0,
    children: new CancellationScope(scope),
    working: new CancellationScope(scope),
    takeEnd,
    ended: new Map(),
    openChildren: 0,
    stepping: false,
    waitFor: 'any',
    blocked: false,
    messages: 0,
    notBefore: 0,
    pause: 0,
    cancelledInTemporal: false,
    isReady: true,
  };
  scope.parent.cancelRequested.catch(() => (desk.cancelledInTemporal = true));
  return desk;
}

function rootScope(): CancellationScope {
  let scope = CancellationScope.current();
  while (scope.parent) scope = scope.parent;
  return scope;
}

/**
 * Starts a child that is cancelled when the run ends, but not before it has started: Temporal does not find one that is
 * still being started, and both it and the run would stay open for ever. It is cancelled by its id alone: the SDK's own
 * way names the child's first run, which does nothing to one that has continued as new.
 */
export async function startWithRun<T extends { workflowId: string; result(): Promise<unknown> }>(
  { children }: RunDesk,
  start: () => Promise<T>,
): Promise<T> {
  const child = await CancellationScope.nonCancellable(start);
  let isOpen = true;
  const ended = () => {
    isOpen = false;
  };
  child.result().then(ended, ended);
  const cancel = () =>
    CancellationScope.nonCancellable(() => getExternalWorkflowHandle(child.workflowId).cancel());
  // It may have ended this moment.
  children.cancelRequested.catch(() => (isOpen ? cancel().catch(() => {}) : undefined));
  return child;
}

export function isRunning({ record }: RunDesk): boolean {
  return record.status === 'running';
}

/** Ends the run if Temporal was told to cancel it. */
export function endFromOutside(desk: RunDesk): void {
  if (desk.cancelledInTemporal && isRunning(desk))
    desk.update(
      endRun(desk.record, 'cancelled', Date.now(), { by: 'people', reason: 'cancelled in Temporal' }),
    );
}

/** Whether the story should go on in a new run of the workflow, as soon as no child is open. */
export function wantsNewRun({ messages }: RunDesk): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return (
    continueAsNewSuggested || historyLength >= EVENTS_BEFORE_NEW_RUN || messages >= MESSAGES_BEFORE_NEW_RUN
  );
}

/** Nothing more may be begun before the story has gone on in a new run, which waits until no child is open. */
export function isHistoryFull(): boolean {
  const { historyLength, historySize } = workflowInfo();
  return historyLength >= FULL.events || historySize >= FULL.bytes;
}
