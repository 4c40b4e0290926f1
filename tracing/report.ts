import type { Sinks } from '@temporalio/workflow';
import type { TraceParent } from './header';

/**
 * A span of a workflow. Workflow code runs again in each replay, so it opens no span: it reports a whole one when its end is
 * known, and the worker creates it. Never add what people or agents wrote.
 */
export interface SpanReport {
  name: string;
  parent: TraceParent;
  /** The call that caused it, where that belongs to another trace. */
  link?: TraceParent;
  /** Milliseconds since 1970. */
  start: number;
  end: number;
  attributes: Record<string, string>;
}

/** The sink by which workflows report spans to their worker. */
export interface TraceSinks extends Sinks {
  hitlTrace: { report: (span: SpanReport) => void };
}
