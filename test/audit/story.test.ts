import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAuditor, sweepOnce } from '../../audit/auditor';
import { openFilesReader } from '../../audit/files/reader';
import { openFilesWriter } from '../../audit/files/writer';
import { entriesOf } from '../../audit/find';
import { verifyLog } from '../../audit/verify';
import type { AuditEntry } from '../../contract/audit';
import type { ConfigInput } from '../../contract/config/config';
import { latestOf, requestInLog } from '../../rules/audit/latest';
import { auditKey, checkedBy } from '../support/audit-log';
import { managersOn } from '../support/escalating';
import { LADDER } from '../support/runs';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';

const key = auditKey();
const CONFIG: ConfigInput = {
  ...LADDER,
  directory: { ...LADDER.directory, 'finance-team': ['ana', 'bo'] },
  policies: [
    { name: 'quick', actions: ['quick_*'], approvers: ['finance-team'], expireAfter: '1s' },
    { name: 'payments', approvers: ['finance-team'], expireAfter: '4h' },
  ],
  operators: ['olga'],
  channels: { log: { type: 'log' } },
};
const requests = ['approved', 'rejected', 'expired', 'cancelled', 'terminated', 'reset', 'used'] as const;

let temporal: TemporalForTests;
let folder: string;
const notes: string[] = [];

beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  await temporal.withWorker(endAll, CONFIG);
});

afterAll(async () => {
  await temporal.stop();
  rmSync(folder, { recursive: true });
});

/** Lets requests, an escalation, a claim and a run end in every way. */
async function endAll(): Promise<void> {
  const { manager, client } = temporal;
  const { escalations, runs } = managersOn(temporal);
  const request = (id: string, action = 'pay') =>
    manager.requestApproval({ id, action, context: { amount: 7 }, requesterId: 'pay-bot' });
  for (const id of requests) await request(id, id === 'expired' ? 'quick_pay' : 'pay');
  for (const id of requests) await eventually(async () => (await manager.getRequest(id)).plan !== undefined);

  await manager.approve('approved', { decidedBy: 'nobody' });
  await manager.approve('approved', { decidedBy: 'ana', notes: 'checked' });
  await manager.reject('rejected', { decidedBy: 'bo', reason: 'wrong payee' });
  await manager.cancel('cancelled', { cancelledBy: 'pay-bot' });
  await client.workflow.getHandle('terminated').terminate('clean-up');
  await resetAndReject();
  await manager.approve('used', { decidedBy: 'ana' });
  const { use } = await manager.claim('used', { claimedBy: 'pay-bot' });
  await manager.reportOutcome('used', {
    outcome: 'committed',
    reference: 'TX-1',
    attemptId: use?.attemptId as string,
  });
  // Temporal would start it again with the arguments of its starter: such a workflow refuses to run.
  await client.workflow.start('hitlApproval', {
    workflowId: 'forged',
    taskQueue: temporal.taskQueue,
    args: [{ content: { action: 'pay', requesterId: 'eve' } }],
    retry: { maximumAttempts: 1 },
  });
  const escalated = await escalations.escalate('run-1', { level: 'human_review', reason: 'unsure' });
  const escalationId = escalated.queued ? '' : escalated.escalationId;
  await escalations.resolve(escalationId, { action: 'continue', resolution: 'go on', resolvedBy: 'ana' });
  await runs.finish('run-1');
}

async function resetAndReject(): Promise<void> {
  const { client, manager, namespace } = temporal;
  const { runId } = await client.workflow.getHandle('reset').describe();
  await client.workflowService.resetWorkflowExecution({
    ...{ namespace, workflowExecution: { workflowId: 'reset', runId } },
    ...{ workflowTaskFinishEventId: 3, requestId: 'reset', reason: 'a test' },
  } as never);
  await manager.reject('reset', { decidedBy: 'bo', reason: 'after the reset' });
}

const open = (options: { namespace: string; since: Date }) =>
  openFilesWriter({ ...options, folder, rotateAtBytes: 8_192, note: (line) => void notes.push(line) });

function auditor() {
  return {
    ...{ client: temporal.client, open, signer: key, everyMs: 50, anchorEveryMs: 60_000 },
    note: (line: string) => void notes.push(line),
  };
}

async function entriesInLog(): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of entriesOf(openFilesReader(folder).lines())) entries.push(entry);
  return entries;
}

const problems = async () =>
  (await verifyLog(openFilesReader(folder), { check: checkedBy(key), client: temporal.client })).problems;

/** Everything that ended: 8 requests and the run that was reset, a use, a run, an escalation, and their notifications. */
const EXPECTED = {
  ...{ 'approval completed': 6, 'approval terminated': 2, 'approval failed': 1 },
  ...{ 'use completed': 1, 'run completed': 1, 'escalation completed': 1 },
};

test('everything that has ended is in the log once, also after auditors that were killed', async () => {
  await eventually(async () => {
    const running = startAuditor(auditor());
    await eventually(async () => running.status().seq !== undefined);
    await running.stop();
    return (await entriesInLog()).filter(({ kind }) => kind === 'notifications').length >= 7;
  });
  await sweepOnce(auditor());
  const entries = await entriesInLog();
  const counts: Record<string, number> = {};
  for (const { kind, closedAs } of entries) {
    if (kind === 'notifications') continue;
    counts[`${kind} ${closedAs}`] = (counts[`${kind} ${closedAs}`] ?? 0) + 1;
  }
  expect(counts).toEqual(EXPECTED);
  expect(new Set(entries.map(({ runId }) => runId)).size).toBe(entries.length);
  expect(await problems()).toEqual([]);
});

test('each record says how it ended, and who decided', async () => {
  const entries = await entriesInLog();
  const record = (id: string) => requestInLog(latestOf(entries, id) as AuditEntry, entries);
  expect(record('approved')).toMatchObject({
    ...{ status: 'approved', context: { amount: 7 }, end: { name: 'ana' } },
    refused: [{ by: 'nobody', outcome: 'not_authorized' }],
  });
  expect(record('rejected')).toMatchObject({ status: 'rejected', rejectionReason: 'wrong payee' });
  expect(record('expired')).toMatchObject({ status: 'expired', end: { by: 'system' } });
  expect(record('cancelled')).toMatchObject({ status: 'cancelled', end: { by: 'requester' } });
  expect(record('terminated')).toMatchObject({
    ...{ status: 'cancelled', action: 'pay' },
    end: { by: 'operator', reason: 'terminated in Temporal: clean-up' },
  });
  expect(record('used')).toMatchObject({
    status: 'approved',
    use: { claimedBy: 'pay-bot', outcome: 'committed' },
  });
  expect(record('forged')).toMatchObject({ status: 'cancelled', end: { error: {} } });
});

test('a run that was reset is recorded as such, and the run that continues it tells how it ended', async () => {
  const entries = await entriesInLog();
  const [before, after] = entries.filter(({ id }) => id === 'reset').sort((a) => (a.resetTo ? -1 : 1));
  expect([before?.resetTo, before?.closedAs]).toEqual([after?.runId, 'terminated']);
  expect(latestOf(entries, 'reset')?.record).toMatchObject({
    status: 'rejected',
    rejectionReason: 'after the reset',
  });
});

test('the escalation belongs to its run, and the notifications to their request', async () => {
  const entries = await entriesInLog();
  expect(entries.find(({ kind }) => kind === 'escalation')).toMatchObject({
    ...{ about: 'run-1', record: { resolution: { action: 'continue', resolvedBy: 'ana' } } },
  });
  expect(entries.find(({ id }) => id === 'approved-notifications')).toMatchObject({
    ...{ kind: 'notifications', about: 'approved', record: { subject: { id: 'approved' } } },
  });
});

test('what ended and is not in the log is found by comparing it with Temporal', async () => {
  const running = startAuditor(auditor());
  await eventually(async () => running.status().state === 'writing');
  await running.stop();
  const second = mkdtempSync(join(tmpdir(), 'audit-'));
  writeFileSync(join(second, 'audit-000000000001.jsonl'), '');
  const found = await verifyLog(openFilesReader(second), {
    ...{ check: checkedBy(key), client: temporal.client, graceMs: 0 },
  });
  rmSync(second, { recursive: true });
  expect(found.problems.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^rejected ended at .*, and the log has no entry of it$/),
  );
});

test('two auditors at once store everything once', async () => {
  const auditors = [startAuditor(auditor()), startAuditor(auditor())];
  await eventually(async () => auditors.some((each) => each.status().state === 'standby'));
  await temporal.withWorker(async () => {
    const { id } = await temporal.manager.requestApproval({
      action: 'pay',
      context: {},
      requesterId: 'pay-bot',
    });
    await temporal.manager.approve(id, { decidedBy: 'ana' });
    await eventually(async () => (await entriesInLog()).some((entry) => entry.id === id));
  }, CONFIG);
  await Promise.all(auditors.map((each) => each.stop()));
  const entries = await entriesInLog();
  expect(new Set(entries.map(({ runId }) => runId)).size).toBe(entries.length);
  expect(await problems()).toEqual([]);
  expect(notes).toEqual([]);
});
