import type { ConfigInput } from '../../contract/config/config';
import { INBOX_CONFIG } from './inbox-app';

/** A finance team whose policies say how requests are shown. */
export const PRESENTED_CONFIG: ConfigInput = {
  ...INBOX_CONFIG,
  policies: [
    ...(INBOX_CONFIG.policies ?? []),
    {
      name: 'production_sql',
      actions: ['run_sql'],
      approvers: ['finance-team'],
      expireAfter: '1h',
      severity: 'critical',
      highlight: ['/estimatedRows', '/database'],
      bulk: false,
    },
    { name: 'batches', actions: ['pay_batch'], approvers: ['finance-team'], mustReadAll: true },
  ],
};

export const SQL = {
  action: 'run_sql',
  resource: 'prod/crm',
  description: 'Give gold tier to customers with big orders',
  context: {
    database: 'crm-prod',
    statement: 'UPDATE customers c\nSET tier = 1\nWHERE o.total > 100000\n  -- AND c.country = 1\n;',
    estimatedRows: 48_211,
    dryRun: false,
  },
  requesterId: 'analyst-agent',
};

export const BATCH = {
  action: 'pay_batch',
  description: 'Pay 200 suppliers',
  context: { payments: Array.from({ length: 200 }, (_, n) => ({ to: `supplier-${n}`, cents: n * 100 })) },
};
