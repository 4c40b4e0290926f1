import { trace } from '@opentelemetry/api';
import { withTraces } from '../../admin/cli/tracing';

/** A process that makes one span, and exports it as its environment says. */
void withTraces(process.env, 'hitl-worker', async () => {
  trace.getTracer('test').startSpan('work').end();
  console.log('done');
}).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
