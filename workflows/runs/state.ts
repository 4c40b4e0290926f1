import { CancellationScope, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { EscalationRecord } from '../../contract/escalation';
import type { Level } from '../../contract/names';
import type { FiredTrigger } from '../../contract/records/check';
import type { RunRecord } from '../../contract/run';
import type { StepResult } from '../../contract/step';
import { withWaiting } from '../../rules/runs/clock';
import { afterEscalation, endRun } from '../../rules/runs/end';
import { openEscalationOf } from '../../rules/runs/escalations';

/** The state of one run's workflow. */
export interface RunState {
  readonly record: RunRecord;
  /** Replaces the record and wakes the code that waits for a change. */
  update(record: RunRecord): void;
  /** Counts the changes. */
  version: number;
  /** Cancelled at the end of the run: then its children are cancelled. */
  readonly childScope: CancellationScope;
  /** The scope of the current step, also cancelled at the end. */
  readonly stepScope: CancellationScope;
  /** Applies the end of an escalation to the run. */
  readonly applyResolution: typeof afterEscalation;
  /** The ended escalations of this run of the workflow, by id. */
  readonly endedEscalations: Map<string, EscalationRecord>;
  /** The lookup of the operators, once it was started. */
  operators?: Promise<void>;
  openChildren: number;
  /** The open escalation; resolves when its workflow has started. */
  escalation?: Promise<OpenedEscalation>;
  /** The step loop of a hosted run is running. */
  isStepping: boolean;
  /** What the next step waits for. */
  waitFor: NonNullable<StepResult['waitFor']>;
  /** The next step waits for people. */
  isBlocked: boolean;
  /** The number of updates and signals in this run of the workflow. */
  messageCount: number;
  /** The next check of time triggers is not before this time (milliseconds since 1970). */
  noCheckBefore: number;
  /** The pause before that check. */
  pauseMs: number;
  cancelledInTemporal: boolean;
  /** The state from an earlier run is known, if there is one. Messages wait for this. */
  isReady: boolean;
}

/** The server accepts 2,000 updates for one run. Reports are refused before that (design escalation rule 11). */
const MESSAGES_BEFORE_NEW_RUN = 1_000;
export const MAX_MESSAGES = 1_500;
/** Temporal suggests a new run at 4,096 events. */
const EVENTS_BEFORE_NEW_RUN = 4_000;
/** Temporal ends a workflow at 51,200 events or 50 MB. */
const MAX_HISTORY = { events: 25_000, bytes: 20 * 1024 * 1024 };

/** @param applyResolution applies the end of an escalation to the run */
export function openRunState(
  start: RunRecord,
  applyResolution: RunState['applyResolution'] = afterEscalation,
): RunState {
  // Use the root scope, since a user's workflow may call this from a scope that ends before the run.
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
    applyResolution,
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
 * Starts a child that is cancelled when the run ends, but only after the child has started. Temporal cannot cancel a child that
 * is still starting, and then both the child and the run would stay open. The child is cancelled by its id alone: the SDK
 * would name the child's first run, which has no effect after continue-as-new.
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
  // It may have just ended.
  childScope.cancelRequested.catch(() => (isOpen ? cancel().catch(() => {}) : undefined));
  return child;
}

export function isRunning({ record }: RunState): boolean {
  return record.status === 'running';
}

/** Ends the run if its workflow was cancelled in Temporal. */
export function endIfCancelled(state: RunState): void {
  if (state.cancelledInTemporal && isRunning(state))
    state.update(
      endRun(state.record, 'cancelled', Date.now(), { by: 'people', reason: 'cancelled in Temporal' }),
    );
}

/** Whether the workflow should continue as new as soon as no child is open. */
export function shouldContinueAsNew({ messageCount }: RunState): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return (
    continueAsNewSuggested ||
    historyLength >= EVENTS_BEFORE_NEW_RUN ||
    messageCount >= MESSAGES_BEFORE_NEW_RUN
  );
}

/** Whether nothing new may start before the workflow has continued as new, which waits until no child is open. */
export function isHistoryFull(): boolean {
  const { historyLength, historySize } = workflowInfo();
  return historyLength >= MAX_HISTORY.events || historySize >= MAX_HISTORY.bytes;
}

/** Ends the run by the system, with an error name for programs and a message for people. */
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

/** An escalation whose workflow has started. */
export interface OpenedEscalation {
  id: string;
  /** Escalates again while it is open. */
  raise(cause: EscalationCause): Promise<void>;
}
