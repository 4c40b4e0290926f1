import type { Hono } from 'hono';
import type { Desk } from './desk';

const PATIENCE_MS = 2_000;

/** `/healthz`: this process answers. `/readyz`: Temporal answers it, too. */
export function addHealth(app: Hono, { client }: Desk): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  // Whoever asks without end, which nobody must sign in for, costs Temporal one call at a time.
  let asking: Promise<unknown> | undefined;
  const ask = () =>
    client.withDeadline(Date.now() + PATIENCE_MS, () => client.workflowService.getSystemInfo({}));
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
