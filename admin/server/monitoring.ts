import type { Hono } from 'hono';
import { Counter, Histogram, Registry } from 'prom-client';
import { NotSignedIn, Forbidden } from '../../contract/errors';
import { can, readAccessOf } from '../access/permissions';
import type { AdminContext, Metrics } from '../http/context';
import { authenticate, type SignIn } from '../sign-in/authenticate';
import { addGauges, type Connection, reachTemporal } from './gauges';

/*
 * The addresses for monitoring: /healthz, /readyz and /metrics.
 */

/** Adds `/healthz` (this process answers) and `/readyz` (Temporal answers, too, unless `isStopping`). */
export function addHealth(app: Hono, connection: Connection, isStopping = () => false): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  // No sign-in is needed here. Concurrent requests share one call to Temporal, so that they cannot overload it.
  let checking: Promise<void> | undefined;
  app.get('/readyz', async (c) => {
    if (isStopping()) return c.json({ status: 'stopping' }, 503);
    try {
      await (checking ??= reachTemporal(connection).finally(() => (checking = undefined)));
      return c.json({ status: 'ok' });
    } catch {
      c.header('Retry-After', '5');
      return c.json({ status: 'unavailable', detail: 'Temporal does not answer' }, 503);
    }
  });
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const verdicts = new Counter({
    name: 'hitl_admin_verdicts_total',
    help: 'Verdicts of decisions made through this admin server.',
    labelNames: ['on', 'outcome'],
    registers,
  });
  const answers = new Histogram({
    name: 'hitl_admin_http_request_duration_seconds',
    help: 'Time the admin server took to answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  return {
    registry,
    verdict: (on, outcome) => verdicts.inc({ on, outcome }),
    answered: (method, route, status, seconds) =>
      answers.observe({ method, route, status: `${status}` }, seconds),
  };
}

/** Adds `/metrics` in the Prometheus format, for readers of everything and for operators. */
export function addMetrics(app: Hono, admin: AdminContext, signIn: SignIn): void {
  const { metrics, settings } = admin;
  addGauges(admin);
  // `@hono/prometheus` would count a stream of events as an answer that took as long as the page was open.
  app.use(async (c, next) => {
    const began = performance.now();
    await next();
    const isStream = c.res.headers.get('Content-Type')?.startsWith('text/event-stream');
    if (!isStream)
      metrics.answered(c.req.method, routeOf(c.req), c.res.status, (performance.now() - began) / 1000);
  });
  app.get('/metrics', async (c) => {
    const sender = await authenticate(c, admin, signIn);
    if (sender === undefined)
      throw new NotSignedIn('/metrics needs a key with the scope read: send it as Authorization: Bearer KEY');
    const { who } = sender;
    if (!readAccessOf(settings.access, who).all && !can(settings.access, who, 'administer'))
      throw new Forbidden(
        `${who.kind === 'key' ? 'Key ' : ''}${who.name} needs admin.access.read.all to read /metrics.`,
      );
    return c.text(await metrics.registry.metrics(), 200, { 'Content-Type': metrics.registry.contentType });
  });
}

/** The pattern of the matched route, without middleware patterns. */
function routeOf({ matchedRoutes }: { matchedRoutes: { path: string }[] }): string {
  return matchedRoutes.map(({ path }) => path).findLast((path) => !path.endsWith('*')) ?? 'none';
}
