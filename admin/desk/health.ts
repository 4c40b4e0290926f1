import type { Hono } from 'hono';
import type { Desk } from './desk';

const PATIENCE_MS = 2_000;

/** `/healthz`: this process answers. `/readyz`: Temporal answers it, too. */
export function addHealth(app: Hono, { client }: Desk): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    try {
      await client.withDeadline(Date.now() + PATIENCE_MS, () => client.workflowService.getSystemInfo({}));
      return c.json({ status: 'ok' });
    } catch {
      c.header('Retry-After', '5');
      return c.json({ status: 'unavailable', detail: 'Temporal does not answer' }, 503);
    }
  });
}
