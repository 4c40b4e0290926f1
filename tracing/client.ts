import { SpanKind } from '@opentelemetry/api';
import type {
  Client,
  ClientInterceptors,
  WorkflowClient,
  WorkflowClientInterceptor,
} from '@temporalio/client';
import type { Headers } from '@temporalio/common';
import { withTrace } from './header';
import { activeTrace, inSpan } from './spans';

/*
 * Traces of calls to Temporal. The names of spans and attributes are those of Temporal's own interceptors.
 */

/** Makes a span of each start, Signal and Update, and sends its trace with it. Queries and other reads have no spans. */
const clientTracing: WorkflowClientInterceptor = {
  start: (input, next) => sent(`StartWorkflow:${input.workflowType}`, input.options.workflowId, input, next),
  startUpdate: (input, next) =>
    sent(`UpdateWorkflow:${input.updateName}`, input.workflowExecution.workflowId, input, next),
  signal: (input, next) =>
    sent(`SignalWorkflow:${input.signalName}`, input.workflowExecution.workflowId, input, next),
  signalWithStart: (input, next) =>
    sent(`SignalWithStartWorkflow:${input.workflowType}`, input.options.workflowId, input, next),
};

function sent<I extends { headers: Headers }, T>(
  name: string,
  workflowId: string | undefined,
  input: I,
  next: (input: I) => Promise<T>,
): Promise<T> {
  const attributes = { temporalWorkflowID: workflowId ?? '' };
  return inSpan(name, { kind: SpanKind.CLIENT, attributes }, () =>
    next({ ...input, headers: withTrace(input.headers, activeTrace()) }),
  );
}

type Interceptors = NonNullable<ClientInterceptors['workflow']>;

/** These interceptors with `clientTracing` behind them, so that it sees a trace that they send themselves. */
export function withClientTracing(own: Interceptors = []): Interceptors {
  return Array.isArray(own)
    ? [...own, clientTracing]
    : { calls: [...(own.calls ?? []), () => clientTracing] };
}

/**
 * The client with `clientTracing` after its own interceptors. Not a new `Client`: that would configure the plugins of its
 * connection a second time.
 */
export function tracedClient(client: Client): Client {
  const { options } = client.workflow;
  const { interceptors: own } = options;
  if (Array.isArray(own) && own.includes(clientTracing)) return client;
  const interceptors = withClientTracing(own);
  const workflow = derived<WorkflowClient>(client.workflow, { options: { ...options, interceptors } });
  return derived<Client>(client, { workflow });
}

function derived<T extends object>(from: T, changes: object): T {
  return Object.assign(Object.create(from) as T, changes);
}
