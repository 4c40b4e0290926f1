import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import { createApp } from '../../admin/server/create-app';
import { openAdminContext } from '../../admin/server/open';
import { startAdminServer } from '../../admin/server/serve';
import { adminSettings } from '../../admin/server/settings';
import { type ConfigInput, ConfigSchema } from '../../contract/config/config';

/** The public address of a test's app. */
export const INBOX_URL = 'http://127.0.0.1:8234';

/**
 * The finance team decides payments. Large deletions need two people of the finance team, then the board. olga is the
 * operator. eve has no permission.
 */
export const INBOX_CONFIG: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'], 'security-team': ['cy'], board: ['di'] },
  policies: [
    {
      name: 'high_value',
      description: 'Someone in the finance team checks every transfer',
      actions: ['transfer_*'],
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
    {
      name: 'prod_deletes',
      actions: ['delete_*'],
      resources: ['prod/*'],
      approvers: ['finance-team'],
      quorum: 2,
      expireAfter: '1 day',
      onExpiry: 'reject',
    },
    { name: 'board_agrees', actions: ['delete_*'], approvers: ['board'], stage: 2, expireAfter: '2 days' },
    { name: 'logs', actions: ['read_*'], effect: 'allow', reason: 'reading harms nobody' },
  ],
  fallback: { approvers: ['security-team'], expireAfter: '3 days' },
  triggers: [{ name: 'low_confidence', type: 'confidence_low', threshold: 0.5, level: 'human_review' }],
  levels: {
    human_review: { assignees: ['finance-team'], acknowledgeWithin: '15m', resolveWithin: '4h' },
    manager: { assignees: ['di'], acknowledgeWithin: '30m', resolveWithin: '2h' },
  },
  operators: ['olga'],
  admin: {
    signIn: { dev: true },
    access: {
      request: ['everyone'],
      read: { own: ['everyone'], team: ['everyone'], all: ['olga'] },
      decide: ['everyone'],
      administer: ['olga'],
    },
    temporalUi: 'http://localhost:8233',
    limits: { address: 100_000, account: 100_000 },
  },
};

interface Place {
  client: Client;
  taskQueue: string;
}

/** The app of an admin server, for requests without a listening server. */
export function inboxApp({ client, taskQueue }: Place, config: ConfigInput = INBOX_CONFIG): Hono {
  const parsed = ConfigSchema.parse(config);
  const settings = adminSettings(parsed.admin, { host: '127.0.0.1', port: 8234, env: {} });
  return createApp(openAdminContext({ config: parsed, settings, client, taskQueue }));
}

/** An admin server that listens on a port. */
export function servedInbox({ client, taskQueue }: Place, config: ConfigInput = INBOX_CONFIG) {
  const parsed = ConfigSchema.parse(config);
  return startAdminServer({
    config: parsed,
    client,
    taskQueue,
    host: '127.0.0.1',
    port: 0,
    env: {},
    log: () => {},
  });
}
