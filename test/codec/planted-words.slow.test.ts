import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AgentRuns, ApprovalManager, EscalationManager } from '../../client';
import { freePorts } from '../../worker/temporal/ports';
import { Child, installed, runChild } from '../admin/cli/child';
import { encryptionKey } from '../support/encryption';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';
import { SECRET, startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';

/*
 * Nothing that people and agents write is in Temporal's database, in what our programs print, or in metrics. Every text of a long
 * story has a word that occurs nowhere else.
 */

jest.setTimeout(300_000);

const MARK = 'Pelikanwort';
const planted = (what: string) => `${MARK}-${what}`;
const { id: keyId, key } = encryptionKey('2026-12');
const encryption = { keys: [{ id: keyId, key }] };

const config = (webhook: string) => `
export default {
  directory: { team: ['ana', 'bo'] },
  policies: [
    { name: 'throws', actions: ['pay'], approvers: ['team'], decisions: ['approve', 'reject', 'edit'], editable: ['/note'], condition: (ctx) => { throw new Error('condition ' + JSON.stringify(ctx)); } },
    { name: 'edits', actions: ['pay'], approvers: ['team'], decisions: ['approve', 'reject', 'edit', 'respond'], editable: ['/note'] },
    { name: 'short', actions: ['wait'], approvers: ['team'], expireAfter: '1s', onExpiry: 'escalate', escalateTo: 'human_review' },
    { name: 'others', actions: ['read'], approvers: ['team'] },
  ],
  levels: { human_review: { assignees: ['team'] } },
  triggers: [{ name: 'unsure', type: 'confidence_low', threshold: 0.5, level: 'human_review' }],
  channels: { log: { type: 'log' }, hook: { type: 'webhook', url: '${webhook}', secrets: ['${SECRET}'] } },
  notifications: { routes: [{ channels: ['log', 'hook'] }] },
  agents: {
    payer: { retryAfter: '100ms', step: ({ step, attempt, input, decisions }) => {
      if (attempt === 1) throw new Error('step ' + JSON.stringify(input));
      if (step === 1) return { state: input, approvals: [{ key: 'pay', action: 'pay', context: input, requesterId: 'rita' }] };
      return { done: true, output: { input, decisions } };
    } },
    broken: { maxAttempts: 1, step: ({ input }) => { throw new Error('broken ' + JSON.stringify(input)); } },
  },
  admin: { signIn: { dev: true }, access: { request: ['everyone'], read: { all: ['everyone'] }, decide: ['everyone'], administer: ['everyone'] } },
};`;

/** Where the mark is in these bytes: as text or as base64 at any of its three offsets. */
function marksIn(bytes: Buffer): string[] {
  const text = bytes.toString('latin1');
  const found = [...text.matchAll(new RegExp(`${MARK}[\\w-]*`, 'gi'))].map(([word]) => word);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from('x'.repeat(shift) + MARK)
      .toString('base64')
      .slice(Math.ceil((shift * 8) / 6), -4),
  );
  return [...new Set([...found, ...base64.filter((code) => text.includes(code))])];
}

/** The marks in the files of a database, also in its write-ahead log. */
function marksInFolder(folder: string): string[] {
  return marksIn(Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file)))));
}

describe.each(['with', 'without'] as const)('%s encryption', (mode) => {
  const isEncrypted = mode === 'with';
  let temporal: TemporalForTests;
  let hooks: WebhookReceiver;
  let folder: string;
  let remove: () => Promise<void>;
  let dbFile: string;
  const children: Child[] = [];
  beforeAll(async () => {
    ({ folder, remove } = await installed());
    dbFile = join(folder, 'database', 'temporal.sqlite');
    temporal = await startTemporal({ server: { dbFile } });
    hooks = await startWebhookReceiver();
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await temporal?.stop();
    await hooks?.stop();
    await remove();
  });

  test(`no planted word is ${isEncrypted ? 'in the database, ' : ''}in what programs print, or in metrics`, async () => {
    const { address, taskQueue } = temporal;
    writeFileSync(
      join(folder, 'temporal.config.js'),
      config(hooks.url).replace('export default', 'module.exports ='),
    );
    const [metricsPort = 0, adminPort = 0] = await freePorts('127.0.0.1', [0, 0]);
    const env = {
      TEMPORAL_ADDRESS: address,
      HITL_TASK_QUEUE: taskQueue,
      ...(isEncrypted && { HITL_ENCRYPTION_KEYS: `${keyId}=${key}` }),
      HITL_PATIENCE: '20s',
    };
    const start = async (argv: string[], says: RegExp) => {
      const child = new Child(folder, argv, env);
      children.push(child);
      await child.says(says);
      return child;
    };
    const worker = await start(['worker', '--metrics', `127.0.0.1:${metricsPort}`], /worker is running/);
    const admin = await start(['admin', '--port', `${adminPort}`], /admin server is running/);
    const connected = { address, taskQueue, patience: '20s', ...(isEncrypted && { encryption }) } as const;
    const approvals = await ApprovalManager.connect(connected);
    const escalations = await EscalationManager.connect(connected);
    const runs = await AgentRuns.connect(connected);
    const printed: string[] = [];
    const hitl = async (...argv: string[]) => {
      const { stdout, stderr } = await runChild(folder, argv, env);
      printed.push(stdout, stderr);
      return stdout;
    };

    // A request with everything that an agent can write; a refused attempt, a comment, an edit, an approval, a claim, an outcome.
    const { id, contentHash = '' } = await approvals.requestApproval({
      action: 'pay',
      requesterId: 'rita',
      description: planted('description'),
      rationale: planted('rationale'),
      context: { note: planted('context') },
      evidence: [{ kind: 'text', title: planted('title'), content: planted('evidence') }],
      response: { type: 'object', properties: { answer: { type: 'string', title: planted('form') } } },
    });
    const refused = await approvals.reject(id, { decidedBy: 'rita', reason: planted('refused') });
    expect(refused.outcome).toBe('not_authorized');
    expect((await approvals.comment(id, { commentedBy: 'ana', text: planted('comment') })).outcome).toBe(
      'accepted',
    );
    const edited = await approvals.edit(id, {
      decidedBy: 'ana',
      notes: planted('notes'),
      context: { note: planted('edit') },
      answer: { answer: planted('answer') },
      expected: { contentHash },
    });
    expect(edited.outcome).toBe('accepted');
    const pending = await approvals.getRequest(id);
    if (pending.status === 'pending')
      await approvals.approve(id, {
        decidedBy: 'bo',
        notes: planted('notes'),
        answer: { answer: planted('answer') },
      });
    const ended = await approvals.waitForApproval(id, { timeout: '30s' });
    expect(ended.status).toBe('approved');
    const claim = await approvals.claim(id, { claimedBy: 'agent', attemptId: 'use-1' });
    expect(claim.outcome).toBe('claimed');
    const used = await approvals.reportOutcome(id, {
      outcome: 'failed',
      attemptId: 'use-1',
      detail: planted('detail'),
    });
    expect(used.outcome).toBe('accepted');

    // With the command line: a rejection, and an approval with notes.
    const ask = async (word: string) =>
      (
        await approvals.requestApproval({
          action: 'read',
          requesterId: 'rita',
          context: { note: planted(word) },
        })
      ).id;
    await hitl('reject', await ask('cli'), '--as', 'ana', '--reason', planted('reason'));
    await hitl('approve', await ask('cli'), '--as', 'ana', '--notes', planted('notes'));
    await hitl('comment', await ask('cli'), '--as', 'ana', '--text', planted('comment'));

    // An expiry that escalates, an attached run that escalates, a hosted run whose steps fail.
    await approvals.requestApproval({
      action: 'wait',
      requesterId: 'rita',
      context: { note: planted('wait') },
    });
    const escalated = await escalations.escalate('run-attached', {
      level: 'human_review',
      reason: planted('escalation'),
      escalatedBy: 'agent',
      context: { note: planted('run') },
    });
    if (escalated.queued) throw new Error('the escalation was not opened');
    await escalations.resolve(escalated.escalationId, {
      resolvedBy: 'ana',
      action: 'modify',
      resolution: planted('resolution'),
      modification: { note: planted('modification') },
    });
    const run = await runs.start({ agent: 'payer', input: { note: planted('input') }, requesterId: 'rita' });
    await eventually(
      async () => (await approvals.listRequests({ runId: run.id })).items.length === 1,
      60_000,
    );
    const [step] = (await approvals.listRequests({ runId: run.id })).items;
    const rejected = await approvals.reject(step?.id ?? '', { decidedBy: 'ana', reason: planted('reason') });
    expect(rejected).toMatchObject({ outcome: 'accepted' });
    await runs.wait(run.id, { timeout: '60s' });
    const broken = await runs.start({
      agent: 'broken',
      input: { note: planted('input') },
      requesterId: 'rita',
    });
    await runs.wait(broken.id, { timeout: '60s' }).catch(() => undefined);
    await eventually(async () => hooks.received.length > 3, 60_000);
    await hitl('doctor');
    await sleep(2_000);

    const cookie = await fetch(`http://127.0.0.1:${adminPort}/sign-in/dev`, {
      method: 'POST',
      body: new URLSearchParams({ name: 'ana' }),
      redirect: 'manual',
    }).then(({ headers }) =>
      headers
        .getSetCookie()
        .map((each) => each.split(';')[0])
        .join('; '),
    );
    const get = (url: string) => fetch(url, { headers: { Cookie: cookie } }).then((answer) => answer.text());
    const page = await get(`http://127.0.0.1:${adminPort}/requests/${id}`);
    const metrics = [
      await get(`http://127.0.0.1:${adminPort}/metrics`),
      await get(`http://127.0.0.1:${metricsPort}/metrics`),
    ];

    expect(page).toContain(planted('context'));
    expect(JSON.stringify(hooks.received)).toContain(MARK);
    expect(metrics.join('')).toMatch(/hitl_pending_requests[\s\S]*temporal_/);
    expect(worker.stderr).toContain('Activity failed');
    expect({
      database: isEncrypted ? marksInFolder(join(dbFile, '..')) : [],
      worker: marksIn(Buffer.from(worker.stdout + worker.stderr)),
      admin: marksIn(Buffer.from(admin.stdout + admin.stderr)),
      commands: marksIn(Buffer.from(printed.join('\n'))),
      metrics: marksIn(Buffer.from(metrics.join('\n'))),
    }).toEqual({ database: [], worker: [], admin: [], commands: [], metrics: [] });

    // The search finds what is there: a request in clear text is in the database.
    await temporal.manager.requestApproval({
      action: 'read',
      requesterId: 'rita',
      context: { note: planted('clear') },
    });
    await eventually(async () => marksInFolder(join(dbFile, '..')).includes(planted('clear')));
    await Promise.all([approvals.close(), escalations.close(), runs.close()]);
  });
});
