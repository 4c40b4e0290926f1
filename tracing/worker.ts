import { SpanKind, trace } from '@opentelemetry/api';
import type { ActivityInterceptorsFactory, InjectedSinks, WorkerInterceptors } from '@temporalio/worker';
import { withClientTracing } from './client';
import { traceIn } from './header';
import type { TraceSinks } from './report';
import { contextOf, inSpan, tracer } from './spans';

/*
 * Traces of a worker: what its workflows report, and its activities. Where nobody has sent a trace, there are no spans.
 */

/** Creates the spans that workflows report. */
export const traceSinks: InjectedSinks<TraceSinks> = {
  hitlTrace: {
    report: {
      fn({ workflowId, runId }, { name, parent, link, start, end, attributes }) {
        const caller = link && trace.getSpanContext(contextOf(link));
        tracer()
          .startSpan(
            name,
            {
              kind: SpanKind.SERVER,
              startTime: start,
              attributes: { temporalWorkflowID: workflowId, temporalRunID: runId, ...attributes },
              ...(caller && { links: [{ context: caller }] }),
            },
            contextOf(parent),
          )
          .end(end);
      },
      callDuringReplay: false,
    },
  },
};

/**
 * The interceptors of a worker with ours behind them: for the activities in `names`, and for the client that activities wake
 * other workflows with.
 */
export function withTracing(
  given: WorkerInterceptors | undefined,
  names: readonly string[],
): WorkerInterceptors {
  return {
    ...given,
    activity: [...(given?.activity ?? []), tracedActivities(names)],
    client: { ...given?.client, workflow: withClientTracing(given?.client?.workflow) },
  };
}

/** Makes a span of each activity in `names`. What its code does inside becomes a part of the trace. */
function tracedActivities(names: readonly string[]): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute(input, next) {
        const parent = traceIn(input.headers);
        if (parent === undefined || !names.includes(info.activityType)) return next(input);
        const attributes = {
          temporalWorkflowID: info.workflowExecution?.workflowId ?? '',
          temporalRunID: info.workflowExecution?.runId ?? '',
          temporalActivityID: info.activityId,
        };
        return inSpan(
          `RunActivity:${info.activityType}`,
          { kind: SpanKind.SERVER, attributes, parent: contextOf(parent) },
          () => next(input),
        );
      },
    },
  });
}
