import type { ConfigInput } from '../../contract/config/config';
import { INBOX_CONFIG } from './inbox-app';

/** A finance team that may edit and answer; a board that must agree above 10,000; a payee that is denied. */
export const RICHER_CONFIG: ConfigInput = {
  ...INBOX_CONFIG,
  policies: [
    ...(INBOX_CONFIG.policies ?? []),
    {
      name: 'refunds',
      actions: ['refund'],
      approvers: ['finance-team'],
      expireAfter: '4h',
      decisions: ['approve', 'reject', 'edit', 'respond'],
      editable: ['/amount', '/note', '/items/*/price', '/rush', '/extra'],
    },
    {
      name: 'large_refunds',
      actions: ['refund'],
      condition: ({ amount }) => Number(amount) > 10_000,
      approvers: ['board'],
      expireAfter: '2h',
      decisions: ['approve', 'reject', 'edit', 'respond'],
      editable: ['/amount'],
    },
    {
      name: 'no_refund_of_13',
      actions: ['refund'],
      condition: ({ amount }) => Number(amount) === 13,
      effect: 'deny',
      reason: 'thirteen is never paid',
    },
    {
      name: 'two_agree',
      actions: ['refund_twice'],
      approvers: ['finance-team'],
      quorum: 2,
      decisions: ['approve', 'reject', 'edit'],
      editable: ['/amount'],
    },
    ...['small', 'costly'].map((name) => ({
      name: `${name}_orders`,
      actions: ['order'],
      condition: ({ amount }: Record<string, unknown>) => Number(amount) >= 1_000 === (name === 'costly'),
      approvers: ['finance-team'],
      decisions: ['approve' as const, 'reject' as const, 'edit' as const],
      editable: ['/amount'],
      ...(name === 'costly' && {
        response: { properties: { budget: { type: 'string' as const } }, required: ['budget'] },
      }),
    })),
    {
      name: 'questions',
      actions: ['ask_about_order'],
      approvers: ['finance-team'],
      decisions: ['respond', 'reject'],
    },
    {
      name: 'read_first',
      actions: ['refund_read'],
      approvers: ['finance-team'],
      decisions: ['approve', 'reject', 'edit'],
      editable: ['/amount'],
      mustReadAll: true,
    },
    {
      name: 'severe',
      actions: ['refund_severe'],
      approvers: ['finance-team'],
      decisions: ['approve', 'reject', 'edit'],
      editable: ['/amount'],
      severity: 'critical',
    },
  ],
};

export const REFUND = {
  action: 'refund',
  resource: 'order-77',
  description: 'Refund order 77',
  context: {
    amount: 1500,
    rate: 0.1,
    note: 'naïve café 🦊\nline two',
    items: [
      { name: 'lamp', price: 12.5 },
      { name: 'chair', price: 200 },
    ],
    rush: false,
    account: 'DE89',
  },
  requesterId: 'refund-agent',
};

/** The smallest PNG: one red pixel. */
export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';

export const DIFF = [
  '--- a/refund.ts',
  '+++ b/refund.ts',
  '@@ -1,3 +1,3 @@',
  ' const fee = 1;',
  '-const limit = 100;',
  '+const limit = 10000; // \u202Eecila',
  ' run();',
].join('\n');

export const EVIDENCE = [
  { kind: 'text', title: 'What the customer wrote', content: 'The lamp is broken.\nPlease refund it.' },
  { kind: 'diff', title: 'The change of the limit', content: DIFF },
  {
    kind: 'table',
    title: 'Earlier refunds',
    content: [
      { order: 'A', cents: 100 },
      { order: 'B', cents: 250 },
    ],
  },
  { kind: 'json', title: 'The order', content: { id: 77, total: 0.1 } },
  { kind: 'image', title: 'Photo of the lamp', content: PNG },
  { kind: 'link', title: 'The shop', content: 'https://shop.example/orders/77' },
] as const;

/** A form with a field of each type. */
export const FORM = {
  properties: {
    reasonCode: {
      type: 'string',
      title: 'Reason code',
      enum: ['broken', 'late'],
      enumNames: ['It is broken', 'It is late'],
    },
    email: {
      type: 'string',
      title: 'Customer e-mail',
      format: 'email',
      description: 'Where the receipt goes.',
    },
    percent: { type: 'number', title: 'Percent', minimum: 0, maximum: 100, default: 0.1 },
    parcels: { type: 'integer', title: 'Parcels' },
    restock: { type: 'boolean', title: 'Restock' },
    tags: { type: 'array', title: 'Tags', items: { type: 'string', enum: ['a', 'b', 'c'] } },
  },
  required: ['reasonCode', 'email'],
} as const;
