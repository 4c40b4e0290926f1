/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quietRuntime } from '../admin/cli/dev/runtime-log';
import { EscalationManager } from '../client';
import type { ConfigInput } from '../contract/config/config';
import { freePorts } from '../worker/temporal/ports';
import { ADMIN_CONFIG, adminOn, type AdminForTests } from './support/admin-app';
import { eventually, startTemporal, type TemporalForTests } from './support/temporal';

/**
 * What Prometheus reads from a worker and from an admin server after a story, and what the dashboard and the alerts make of it.
 * An environment of its own: the runtime of Temporal's SDK serves metrics, and there is one in each.
 */
const CONFIG: ConfigInput = {
  ...ADMIN_CONFIG,
  channels: { ops: { type: 'log' } },
  policies: [
    { name: 'payments', actions: ['pay'], approvers: ['finance-team'], severity: 'high' },
    { name: 'short', actions: ['ping'], approvers: ['finance-team'], expireAfter: '1s' },
  ],
};

/** No log or metric may contain what people and agents write. */
const PLANTED = 'planted-secret';

let temporal: TemporalForTests;
let admin: AdminForTests;
let ofWorker: string;
let ofAdmin: string;
const printed: string[] = [];

beforeAll(async () => {
  const [port = 0] = await freePorts('127.0.0.1', [0]);
  quietRuntime(
    { stderr: (text) => printed.push(text) },
    { metrics: `127.0.0.1:${port}`, hidesMessages: true, log: { format: 'json', level: 'info' } },
  );
  temporal = await startTemporal();
  admin = adminOn(temporal, { config: CONFIG });
  await temporal.withWorker(async () => {
    await tellStory();
    ofAdmin = (await (await admin.as('ada'))('GET', '/metrics')).body as string;
    // The worker reports after the verdict was sent.
    await eventually(async () => {
      ofWorker = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return valueOf(ofWorker, 'hitl_notifications_total', { outcome: 'sent' }) >= 4;
    });
  }, CONFIG);
});
afterAll(() => temporal?.stop());

async function tellStory(): Promise<void> {
  const { manager, client } = temporal;
  const { id } = await manager.requestApproval({
    id: 'paid',
    action: 'pay',
    requesterId: 'bot',
    context: { note: PLANTED },
    rationale: PLANTED,
  });
  await eventually(async () => (await manager.getRequest(id)).plan !== undefined);
  await manager.approve(id, { decidedBy: 'mallory', via: 'slack' });
  await expect(client.workflow.getHandle(id).executeUpdate('decide', { args: [{}] })).rejects.toThrow();
  await (
    await admin.as('ana')
  )('POST', `/api/requests/${id}/decisions`, { decision: 'approve', notes: PLANTED });
  await manager.claim(id, { claimedBy: 'bot', attemptId: 'a' });
  await manager.reportOutcome(id, { outcome: 'committed', attemptId: 'a' });
  await manager.waitForEnd((await manager.requestApproval({ action: 'ping', requesterId: 'bot' })).id);
  await manager.requestApproval({ action: 'pay', requesterId: 'bot' });

  const bot = admin.withKey(['request', 'read']);
  const { body } = await bot('POST', '/api/runs/r/escalations', { level: 'manager', reason: 'odd' });
  await (
    await admin.as('olga')
  )('POST', `/api/escalations/${body.escalationId}/cancel`, {});
  await bot('POST', '/api/runs/r2/escalations', { level: 'manager', reason: 'odd' });
  await eventually(async () => (await manager.countRequests({ status: 'pending', severity: 'high' })) === 1);
  const escalations = new EscalationManager(client);
  await eventually(async () => (await escalations.countEscalations({ status: 'open' })) === 1);
}

/** The sum of the samples with these labels, or NaN without one. */
function valueOf(text: string, name: string, labels: Record<string, string> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const samples = text
    .split('\n')
    .filter((line) => new RegExp(`^${name}[ {]`).test(line))
    .filter((line) => wanted.every((label) => line.includes(label)));
  return samples.length === 0 ? NaN : samples.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

test.each([
  ['hitl_attempts_total', { on: 'request', message: 'decide', outcome: 'accepted', via: 'inbox' }, 1],
  ['hitl_attempts_total', { on: 'request', message: 'decide', outcome: 'not_authorized', via: 'slack' }, 1],
  ['hitl_attempts_total', { on: 'request', message: 'unreadable', outcome: 'invalid', via: 'none' }, 1],
  ['hitl_attempts_total', { on: 'claim', message: 'outcome', outcome: 'accepted', via: 'sdk' }, 1],
  ['hitl_attempts_total', { on: 'escalation', message: 'cancel', outcome: 'accepted' }, 1],
  ['hitl_request_duration_seconds_count', { status: 'approved', by: 'people', via: 'inbox' }, 1],
  ['hitl_request_duration_seconds_count', { status: 'expired', by: 'system', via: 'none' }, 1],
  ['hitl_request_duration_seconds_sum', { status: 'expired' }, 1],
  ['hitl_request_duration_seconds_bucket', { status: 'expired', le: '2592000' }, 1],
  ['hitl_escalation_duration_seconds_count', { status: 'cancelled', level: 'manager' }, 1],
  ['hitl_claims_total', { outcome: 'committed' }, 1],
])('the worker counts where attempts are judged: %s %j', (name, labels, value) => {
  expect(valueOf(ofWorker, name, labels)).toBe(value);
});

test.each([
  ['hitl_temporal_reachable', {}, 1],
  ['hitl_pending_requests_by_severity', { severity: 'high' }, 1],
  ['hitl_pending_requests_by_severity', { severity: 'none' }, 0],
  ['hitl_open_escalations_by_level', { level: 'manager' }, 1],
  ['hitl_pending_requests_older_than', { age: '5m' }, 0],
  ['hitl_overdue_requests', {}, 0],
  ['hitl_open_claims', {}, 0],
  ['hitl_task_queue_pollers', { type: 'workflow' }, 1],
  ['hitl_task_queue_pollers', { type: 'activity' }, 1],
  ['hitl_task_queue_backlog', { type: 'workflow' }, 0],
  ['hitl_task_queue_backlog_age_seconds', { type: 'workflow' }, 0],
])('the admin server reads from Temporal: %s %j', (name, labels, value) => {
  expect(valueOf(ofAdmin, name, labels)).toBe(value);
});

test('the admin server tells how long the oldest request has waited', () => {
  expect(valueOf(ofAdmin, 'hitl_oldest_pending_request_age_seconds')).toBeGreaterThan(0);
});

test.each(['grafana/dashboard.json', 'prometheus/alerts.yaml'])(
  'deploy/%s uses only served metrics',
  (file) => {
    const text = readFileSync(join(__dirname, '..', 'deploy', file), 'utf8');
    const used = new Set(text.match(/\b(?:hitl|temporal)_[a-z_]+/g));
    const served = new Set(`${ofWorker}\n${ofAdmin}`.split('\n').map((line) => line.split(/[ {]/)[0] ?? ''));
    expect(used.size).toBeGreaterThan(8);
    expect([...used].filter((name) => !served.has(name))).toEqual([]);
  },
);

test('metrics.md explains every metric of this package', () => {
  const text = readFileSync(join(__dirname, '..', 'docs', 'operate', 'metrics.md'), 'utf8');
  const served = `${ofWorker}\n${ofAdmin}`.matchAll(/^# TYPE (hitl_\w+)/gm);
  const names = Array.from(served, ([, name = '']) => name);
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test('the log says in JSON what happened to a request, without what people and agents wrote', () => {
  const entries = printed
    .join('')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Record<string, unknown>);
  const ofRequest = entries.filter(({ requestId }) => requestId === 'paid');
  expect(ofRequest.map(({ event, verdict, status, via }) => [event, verdict ?? status, via])).toEqual([
    ['request.planned', undefined, undefined],
    ['request.attempt', 'not_authorized', 'slack'],
    ['request.attempt', 'invalid', 'none'],
    ['request.attempt', 'accepted', 'inbox'],
    ['request.decided', 'approved', 'inbox'],
  ]);
  expect(ofRequest[0]).toMatchObject({ level: 'info', message: 'request: planned', severity: 'high' });
  expect(ofRequest[0]?.time).toMatch(/^\d{4}-.*Z$/);
  expect(entries.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['request.expired', 'claim.ended', 'escalation.opened', 'escalation.ended']),
  );
  const own = entries.filter(({ notification }) => notification === undefined);
  expect(JSON.stringify(own) + ofWorker + ofAdmin).not.toContain(PLANTED);
});
