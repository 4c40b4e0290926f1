import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { readTrace, type TraceParent } from './header';

/*
 * Spans of this package, by the OpenTelemetry of the process. Without one, all of this does nothing.
 */

const SCOPE = 'temporal-hitl';

export function tracer() {
  return trace.getTracer(SCOPE);
}

/** The active trace of this process; nothing without OpenTelemetry. */
export function activeTrace(): TraceParent | undefined {
  const carrier = {};
  propagation.inject(context.active(), carrier);
  return readTrace(carrier);
}

/** The context of a caller elsewhere. */
export function contextOf(parent: TraceParent | undefined): Context {
  return parent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, parent);
}

interface SpanOptions {
  kind?: SpanKind;
  attributes?: Attributes;
  /** Default: the active one. */
  parent?: Context;
}

/**
 * Does the work inside a span. An error is recorded by its name alone, because its message may contain what people or agents
 * wrote.
 */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const { kind = SpanKind.INTERNAL, attributes = {}, parent = context.active() } = options;
  return tracer().startActiveSpan(name, { kind, attributes }, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      const type = error instanceof Error ? error.name : typeof error;
      span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
