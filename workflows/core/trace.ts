import type { Headers } from '@temporalio/common';
import {
  proxySinks,
  type WorkflowInboundCallsInterceptor,
  workflowInfo,
  type WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { getActivator } from '@temporalio/workflow/lib/global-attributes';
import { type TraceParent, traceIn, withTrace } from '../../tracing/header';
import type { SpanReport, TraceSinks } from '../../tracing/report';
import { isOurs } from './sdk-patches';

/*
 * Traces of workflows. A workflow takes part in the trace that it was started with, passes it on, and reports spans to its
 * worker. Without such a trace it costs nothing. No span is an event in history, and a replay reports none.
 */

interface OwnTrace {
  /** The call that started the workflow. */
  parent: TraceParent;
  /** The call that sent the message which is being handled. */
  sender?: TraceParent | undefined;
}

/** By activator, since all workflows of a worker share this module. */
const traces = new WeakMap<object, OwnTrace>();
const { hitlTrace } = proxySinks<TraceSinks>();

/**
 * Takes the trace from the workflow's start. Call this once for each workflow, before its code runs: a bundle with workflows of
 * a user has no other place for interceptors of ours.
 */
export function joinTrace(): void {
  const activator = getActivator();
  if (!isOurs(activator)) return;
  const initialize = activator.initializeWorkflow.bind(activator);
  activator.initializeWorkflow = (job) => {
    const parent = traceIn(job.headers as Headers | undefined);
    if (parent) {
      const own: OwnTrace = { parent };
      traces.set(activator, own);
      activator.interceptors.inbound.push(inbound(own));
      activator.interceptors.outbound.push(outbound(own));
    }
    initialize(job);
  };
}

/** Reports the run of the workflow when it ends, and notes who sent each message. */
function inbound(own: OwnTrace): WorkflowInboundCallsInterceptor {
  /** The handlers of this package read the sender before they wait for anything. */
  const from = <T>(headers: Headers, handle: () => T): T => {
    own.sender = traceIn(headers);
    try {
      return handle();
    } finally {
      own.sender = undefined;
    }
  };
  return {
    async execute(input, next) {
      const { workflowType, startTime } = workflowInfo();
      const report = (status: string) =>
        reportSpan({
          name: `RunWorkflow:${workflowType}`,
          start: startTime.getTime(),
          attributes: { 'hitl.status': status },
        });
      try {
        const result = await next(input);
        report(statusOf(result));
        return result;
      } catch (error) {
        report(error instanceof Error ? error.name : 'failed');
        throw error;
      }
    },
    handleSignal: (input, next) => from(input.headers, () => next(input)),
    handleUpdate: (input, next) => from(input.headers, () => next(input)),
    validateUpdate: (input, next) => from(input.headers, () => next(input)),
  };
}

/** How a request, an escalation or a run ended, or the outcome of a claim. */
function statusOf(result: unknown): string {
  const { status, outcome } = (result ?? {}) as { status?: string; outcome?: string };
  return status ?? outcome ?? 'completed';
}

/** Passes the trace on. */
function outbound({ parent }: OwnTrace): WorkflowOutboundCallsInterceptor {
  const passOn = <I extends { headers: Headers }, R>(input: I, next: (input: I) => R): R =>
    next({ ...input, headers: withTrace(input.headers, parent) });
  return {
    scheduleActivity: passOn,
    scheduleLocalActivity: passOn,
    startChildWorkflowExecution: passOn,
    signalWorkflow: passOn,
    continueAsNew: passOn,
  };
}

/** The call that sent the message which is being handled. Read it before you wait for anything. */
export function senderTrace(): TraceParent | undefined {
  return traces.get(getActivator())?.sender;
}

/** Reports a span that ends now. Does nothing in a workflow that was started without a trace. */
export function reportSpan(span: Pick<SpanReport, 'name' | 'start' | 'link' | 'attributes'>): void {
  const own = traces.get(getActivator());
  if (own === undefined || workflowInfo().unsafe.isReplaying) return;
  hitlTrace.report({ ...span, parent: own.parent, end: Math.max(span.start, Date.now()) });
}
