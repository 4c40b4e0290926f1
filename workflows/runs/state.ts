import { CancellationScope, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { EscalationRecord } from '../../contract/escalation';
import type { RunRecord } from '../../contract/run';
import type { StepResult } from '../../contract/step';
import { withWaiting } from '../../rules/runs/clock';
import { afterEscalation, endRun } from '../../rules/runs/end';
import { openEscalationOf } from '../../rules/runs/escalations';
import type { FiredTrigger } from '../../contract/records/check';
import type { Level } from '../../contract/names';

/** What one run's workflow keeps as its state. */
export interface RunState {
  readonly record: RunRecord;
  /** Replaces the record; whoever waits for a change sees it. */
  update(record: RunRecord): void;
  /** Counts the changes. */
  version: number;
  /** Cancelled when the run ends: its children follow, and the step that is taken is in it. */
  readonly childScope: CancellationScope;
  readonly stepScope: CancellationScope;
  /** What the end of an escalation means for the run. */
  readonly applyResolution: typeof afterEscalation;
  /** How escalations ended that this run of the workflow has opened. */
  readonly endedEscalations: Map<string, EscalationRecord>;
  /** The directory is being asked, or was, who the operators are. */
  operators?: Promise<void>;
  openChildren: number;
  /** The open escalation; resolves once it has started. */
  escalation?: Promise<OpenedEscalation>;
  /** A hosted run is between two steps of its loop, or in one. */
  isStepping: boolean;
  /** What the next step waits for. */
  waitFor: NonNullable<StepResult['waitFor']>;
  /** The next step waits for people. */
  isBlocked: boolean;
  /** Updates and signals that this run of the workflow has taken. */
  messageCount: number;
  /** No look at the clock before (milliseconds since 1970), and how long the pause was. */
  noCheckBefore: number;
  pauseMs: number;
  cancelledInTemporal: boolean;
  /** The state of an earlier run is known, if there was one: no message is taken before. */
  isReady: boolean;
}

/** The server takes 2,000 updates for a run and no more; a report is refused before that (design, escalations, rule 11). */
const MESSAGES_BEFORE_NEW_RUN = 1_000;
export const MAX_MESSAGES = 1_500;
/** Temporal suggests a new run at 4,096 events. */
const EVENTS_BEFORE_NEW_RUN = 4_000;
/** And ends a workflow at 51,200 events or 50 MB. */
const MAX_HISTORY = { events: 25_000, bytes: 20 * 1024 * 1024 };

/** @param takeEnd what the end of an escalation means for the run */
export function openRunState(
  start: RunRecord,
  takeEnd: RunState['applyResolution'] = afterEscalation,
): RunState {
  // Not the caller's own scope: a workflow of somebody else may call from one that ends before the run.
  const scope = { cancellable: true, parent: rootScope() };
  let record = start;
  const state: RunState = {
    get record() {
      return record;
    },
    update(after) {
      const waits = after.status === 'running' && (state.isBlocked || openEscalationOf(after) !== undefined);
      record = withWaiting(after, waits, Date.now());
      state.version++;
    },
    version: 0,
    childScope: new CancellationScope(scope),
    stepScope: new CancellationScope(scope),
    applyResolution: takeEnd,
    endedEscalations: new Map(),
    openChildren: 0,
    isStepping: false,
    waitFor: 'any',
    isBlocked: false,
    messageCount: 0,
    noCheckBefore: 0,
    pauseMs: 0,
    cancelledInTemporal: false,
    isReady: true,
  };
  scope.parent.cancelRequested.catch(() => (state.cancelledInTemporal = true));
  return state;
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
export async function startChildOfRun<T extends { workflowId: string; result(): Promise<unknown> }>(
  { childScope }: RunState,
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
  childScope.cancelRequested.catch(() => (isOpen ? cancel().catch(() => {}) : undefined));
  return child;
}

export function isRunning({ record }: RunState): boolean {
  return record.status === 'running';
}

/** Ends the run if Temporal was told to cancel it. */
export function endIfCancelled(state: RunState): void {
  if (state.cancelledInTemporal && isRunning(state))
    state.update(
      endRun(state.record, 'cancelled', Date.now(), { by: 'people', reason: 'cancelled in Temporal' }),
    );
}

/** Whether the story should go on in a new run of the workflow, as soon as no child is open. */
export function shouldContinueAsNew({ messageCount }: RunState): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return (
    continueAsNewSuggested ||
    historyLength >= EVENTS_BEFORE_NEW_RUN ||
    messageCount >= MESSAGES_BEFORE_NEW_RUN
  );
}

/** Nothing more may be begun before the story has gone on in a new run, which waits until no child is open. */
export function isHistoryFull(): boolean {
  const { historyLength, historySize } = workflowInfo();
  return historyLength >= MAX_HISTORY.events || historySize >= MAX_HISTORY.bytes;
}

/** Ends the run by itself, with a name for programs and a message for people. */
export function endBySystem(
  state: RunState,
  status: 'failed' | 'cancelled',
  error: { name: string; message: string },
): void {
  state.update(endRun(state.record, status, Date.now(), { by: 'system', reason: error.message, error }));
}

/** Why a run escalates. */
export interface EscalationCause {
  level: Level;
  reason: string;
  triggers?: FiredTrigger[];
  escalatedBy?: string;
  context?: Record<string, unknown>;
}

/** An escalation whose workflow is there. */
export interface OpenedEscalation {
  id: string;
  /** Asks again while it is open. */
  raise(cause: EscalationCause): Promise<void>;
}
