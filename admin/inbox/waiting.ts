import type { Hono } from 'hono';
import { listRequests } from '../access/requests';
import type { Handlers } from './handlers';
import { countPending } from './list';

/**
 * Adds `/waiting`: how many requests wait for the reader, and when the newest was requested. It contains nothing of
 * their content.
 */
export function addWaiting(app: Hono, { page }: Handlers): void {
  app.get(
    '/waiting',
    page(async (visit) => {
      const { admin, who, c } = visit;
      const [count, { items }] = await Promise.all([
        countPending(visit, 'mine'),
        listRequests(admin, who, { approver: 'me', status: 'pending', limit: 1 }),
      ]);
      return c.json({ count, newest: items[0]?.requestedAt });
    }),
  );
}
