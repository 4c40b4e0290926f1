import type { z } from 'zod';
import { CancelMessageSchema, CommentMessageSchema, DecisionMessageSchema } from './decision';
import { EscalationStartSchema } from './escalation';
import {
  AcknowledgeSchema,
  PromoteSchema,
  RaiseSchema,
  ReassignSchema,
  ResolveSchema,
} from './escalation-messages';
import {
  NotificationsStartSchema,
  NotificationDigestStartSchema,
  NotificationDigestItemSchema,
  WakeSchema,
} from './notification';
import { RequestStartSchema, PoliciesStartSchema } from './request';
import { RunStartSchema, CancelRunSchema, EscalateSchema, FinishSchema, ReportSchema } from './run';
import { OutcomeMessageSchema, UseStartSchema } from './use';

/**
 * The schemas that workflows parse messages with. The worker loads this module once for all workflows, and the sandbox
 * freezes shared objects. But zod defines parts of a schema at first use, which would then fail. So each schema is used
 * here first, with valid and with invalid values.
 */
const attempt = { decisionId: 'a', attemptId: 'a', via: 'a', sentAt: 1 };
const choices = { enum: ['a'], enumNames: ['a'] };
const described = { title: 'a', description: 'a' };
const response = {
  type: 'object',
  properties: {
    a: {
      type: 'string',
      ...described,
      ...choices,
      format: 'date',
      pattern: 'a',
      minLength: 0,
      maxLength: 9,
      default: 'a',
    },
    b: { type: 'number', ...described, minimum: 0, maximum: 1, default: 1 },
    c: { type: 'boolean', ...described, default: true },
    d: {
      type: 'array',
      ...described,
      items: { type: 'string', ...choices },
      minItems: 0,
      maxItems: 1,
      default: ['a'],
    },
  },
  required: ['a'],
};
const evidence = [
  { kind: 'text', title: 'a', content: 'a' },
  { kind: 'diff', title: 'a', content: 'a' },
  { kind: 'table', title: 'a', content: [{ a: 1 }] },
  { kind: 'json', title: 'a', content: { a: [null] } },
  { kind: 'image', title: 'a', content: 'iVBORw0KGgo=' },
  { kind: 'link', title: 'a', content: 'https://example.com/' },
];
const content = {
  action: 'a',
  resource: 'a',
  description: 'a',
  context: {},
  rationale: 'a',
  evidence,
  response,
  requesterId: 'a',
  runId: 'a',
};
const confirmation = { message: 'a', confirmers: ['a'], confirmValue: 'a', expireAfter: 1 };
const trigger = { name: 'a', type: 'custom', level: 'manager', reason: 'a', value: 1 };
const signature = { keyId: 'a', value: 'a' };
const json = { text: 'a', number: 1, yes: true, nothing: null, list: [1, { deep: 'a' }] };

/** Each schema with a value that has every field. A workflow could not parse a field that is not used here. */
export const USED: [z.ZodObject, object][] = [
  [
    DecisionMessageSchema,
    {
      decision: 'approve',
      decidedBy: 'a',
      reason: 'a',
      notes: 'a',
      context: { a: 1 },
      text: 'a',
      answer: { a: 'a', b: 1, c: true, d: ['a'] },
      confirm: 'a',
      expected: { stage: 1, contentHash: '' },
      signature,
      ...attempt,
    },
  ],
  [CommentMessageSchema, { commentedBy: 'a', text: 'a', ...attempt }],
  [CancelMessageSchema, { cancelledBy: 'a', reason: 'a', ...attempt }],
  [AcknowledgeSchema, { acknowledgedBy: 'a', notes: 'a', signature, ...attempt }],
  [
    ResolveSchema,
    { resolvedBy: 'a', action: 'modify', resolution: 'a', modification: json, signature, ...attempt },
  ],
  [PromoteSchema, { promotedBy: 'a', reason: 'a', expectedLevel: 'manager', signature, ...attempt }],
  [ReassignSchema, { reassignedBy: 'a', assignees: ['a'], reason: 'a', signature, ...attempt }],
  [RaiseSchema, { level: 'manager', reason: 'a', escalatedBy: 'a', triggers: ['a'] }],
  [ReportSchema, { context: json, escalate: true, attemptId: 'a', via: 'a', sentAt: 1 }],
  [
    EscalateSchema,
    { level: 'manager', reason: 'a', escalatedBy: 'a', context: json, attemptId: 'a', via: 'a', sentAt: 1 },
  ],
  [FinishSchema, { output: json, attemptId: 'a', via: 'a', sentAt: 1 }],
  [
    WakeSchema,
    {
      refresh: { channel: 'a', to: 'a', ref: 'a' },
      undelivered: { channel: 'a', to: 'a', key: 'a' },
      redeliver: { channel: 'a', ids: ['a'] },
    },
  ],
  [
    NotificationDigestItemSchema,
    { subject: { kind: 'request', id: 'a' }, event: 'requested', key: 'a', title: 'a', from: 'a' },
  ],
  [RequestStartSchema, { content: { ...content, context: json }, confirmation }],
  [
    EscalationStartSchema,
    {
      runId: 'a',
      requestId: 'a',
      level: 'manager',
      reason: 'a',
      triggers: [trigger],
      escalatedBy: 'a',
      context: json,
    },
  ],
  [RunStartSchema, { agent: 'a', input: json, requesterId: 'a' }],
  [NotificationsStartSchema, { kind: 'request', id: 'a', after: 'a' }],
  [NotificationDigestStartSchema, { channel: 'a', to: 'a', others: ['a'] }],
  [
    UseStartSchema,
    {
      requestId: 'a',
      number: 1,
      claimedBy: 'a',
      attemptId: 'a',
      contentHash: 'a',
      useUntil: 1,
      reportWithin: 1,
      notify: true,
    },
  ],
  [
    OutcomeMessageSchema,
    {
      outcome: 'committed',
      claimAttemptId: 'a',
      reference: 'a',
      detail: 'a',
      attemptId: 'a',
      via: 'a',
      sentAt: 1,
    },
  ],
  [PoliciesStartSchema, { content: { ...content, context: json } }],
  [CancelRunSchema, { cancelledBy: 'a', reason: 'a', attemptId: 'a', via: 'a', sentAt: 1 }],
];

for (const [schema, good] of USED) {
  const bad = Object.keys(good).map((field) => ({ ...good, [field]: field === 'via' ? 1 : new Date(0) }));
  for (const value of [null, 0, '', ' a', 'a', {}, [], good, ...bad]) schema.safeParse(value);
}
