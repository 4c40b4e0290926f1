import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Hono } from 'hono';
import { routePath } from 'hono/route';
import { readTrace } from '../../tracing/header';
import { contextOf, inSpan } from '../../tracing/spans';

/**
 * Makes a span of each request to the API and the pages, in the trace that its header `traceparent` names. The span has the
 * route, and never the path: a path may contain what only its reader should have.
 */
export function addTracing(app: Hono): void {
  app.use(async (c, next) => {
    const trace = readTrace({
      traceparent: c.req.header('traceparent'),
      tracestate: c.req.header('tracestate'),
    });
    const { method } = c.req;
    const options = {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': method },
      parent: contextOf(trace),
    };
    await inSpan(method, options, async (span) => {
      await next();
      const route = routePath(c);
      span.updateName(`${method} ${route}`);
      span.setAttributes({ 'http.route': route, 'http.response.status_code': c.res.status });
      if (c.res.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    });
  });
}
