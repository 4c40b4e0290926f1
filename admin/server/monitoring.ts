import type { Hono } from 'hono';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { can, readAccessOf } from '../access/permissions';
import { authenticate, type SignIn } from '../sign-in/authenticate';
import type { AdminContext, Metrics } from '../http/context';
import { NotSignedIn, Forbidden } from '../../contract/errors';

/*
 * What monitoring reads: /healthz, /readyz and /metrics.
 */

const TIMEOUT_MS = 2_000;

/** `/healthz`: this process answers. `/readyz`: Temporal answers it, too. */
export function addHealth(app: Hono, { client }: AdminContext): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  // Whoever asks without end, which nobody must sign in for, costs Temporal one call at a time.
  let asking: Promise<unknown> | undefined;
  const ask = () =>
    client.withDeadline(Date.now() + TIMEOUT_MS, () => client.workflowService.getSystemInfo({}));
  app.get('/readyz', async (c) => {
    try {
      await (asking ??= ask().finally(() => (asking = undefined)));
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
    help: 'Verdicts on attempts made on this admin server.',
    labelNames: ['on', 'outcome'],
    registers,
  });
  const answers = new Histogram({
    name: 'hitl_admin_http_request_duration_seconds',
    help: 'How long the admin server took to answer.',
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

/** What is open in Temporal, counted when somebody asks. */
function addOpenGauges({ approvals, escalations, notifications, stuck, metrics }: AdminContext): void {
  const registers = [metrics.registry];
  const counted = (name: string, help: string, count: () => Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        // Away: no number is better than the last one.
        await count().then(
          (open) => this.set(open),
          () => this.remove(),
        );
      },
    });
  counted('hitl_pending_requests', 'Requests that wait for a decision.', () =>
    approvals.countRequests({ status: 'pending' }),
  );
  counted('hitl_open_escalations', 'Escalations that wait for a resolution.', () =>
    escalations.countEscalations({ status: 'open' }),
  );
  counted(
    'hitl_notifications_failing',
    'Requests and escalations about which somebody could not be told, by any channel.',
    () => notifications.countFailing(),
  );
  counted(
    'hitl_wedged_workflows',
    'Workflows whose workflow task keeps failing: they take no decision and never end.',
    async () => (await stuck()).length,
  );
}

/** `/metrics`, in the format of Prometheus, for whoever may read everything or administers. */
export function addMetrics(app: Hono, admin: AdminContext, signIn: SignIn): void {
  const { metrics, settings } = admin;
  addOpenGauges(admin);
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
      throw new NotSignedIn('send a key with the scope read as Authorization: Bearer');
    const { who } = sender;
    if (!readAccessOf(settings.access, who).all && !can(settings.access, who, 'administer'))
      throw new Forbidden(
        `${who.name} may not see what concerns everybody: admin.access.read.all does not name it`,
      );
    return c.text(await metrics.registry.metrics(), 200, { 'Content-Type': metrics.registry.contentType });
  });
}

/** The pattern of the last route that is none of the middleware's. */
function routeOf({ matchedRoutes }: { matchedRoutes: { path: string }[] }): string {
  return matchedRoutes.map(({ path }) => path).findLast((path) => !path.endsWith('*')) ?? 'none';
}
