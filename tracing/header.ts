import { defaultPayloadConverter, type Headers } from '@temporalio/common';

/*
 * The place of a call in a trace, as it travels through Temporal. The format is that of Temporal's own interceptors, so traces
 * of programs that use those continue here, and the other way round.
 */

/** The header in which the interceptors of all of Temporal's SDKs carry a trace. No codec encrypts headers. */
const TRACE_HEADER = '_tracer-data';

/** W3C Trace Context: https://www.w3.org/TR/trace-context/ */
export interface TraceParent {
  traceparent: string;
  tracestate?: string;
}

const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;
const MAX_TRACESTATE = 512;
const MAX_HEADER_BYTES = 4 * 1024;

/** The trace in the headers of a workflow, message or activity. Anyone who may start a workflow supplies them: never throws. */
export function traceIn(headers: Headers | undefined): TraceParent | undefined {
  const payload = headers?.[TRACE_HEADER];
  if (!payload || (payload.data?.length ?? 0) > MAX_HEADER_BYTES) return undefined;
  try {
    return readTrace(defaultPayloadConverter.fromPayload(payload));
  } catch {
    return undefined;
  }
}

/** The trace in the fields that a propagator has written; nothing if there is none. */
export function readTrace(fields: unknown): TraceParent | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  const { traceparent, tracestate } = fields as Record<string, unknown>;
  if (typeof traceparent !== 'string' || !TRACEPARENT.test(traceparent)) return undefined;
  const hasState = typeof tracestate === 'string' && tracestate.length <= MAX_TRACESTATE;
  return { traceparent, ...(hasState && { tracestate }) };
}

/** The headers with this trace. A trace that they already carry stays, since another interceptor knows more. */
export function withTrace(headers: Headers, trace: TraceParent | undefined): Headers {
  if (trace === undefined || TRACE_HEADER in headers) return headers;
  return { ...headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload(trace) };
}
