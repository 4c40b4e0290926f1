import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NativeConnection } from '@temporalio/worker';
import type { ConfigInput } from '../../contract/config/config';
import type { StepAnswer, StepInput } from '../../contract/step';
import { createWorker } from '../../worker/create-worker';
import { findServer } from '../../worker/temporal/find-server';
import { cliAt } from '../admin/cli/run-cli';
import { managersOn } from '../support/escalating';
import { type HttpSink, startHttpSink } from '../support/http-sink';
import { quietRuntime, type RunningWorker, runningWorker } from '../support/running-worker';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';
import { SECRET } from '../support/webhook-receiver';
import { patchedBuild, unguardedBuild } from '../support/worker-builds';
import { workflowBundle } from '../support/workflow-bundle';

const DEPLOYMENT = 'approvals';
const run = promisify(execFile);
let temporal: TemporalForTests;
let sink: HttpSink;
let folder: string;
const workers = new Set<RunningWorker>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hitl-upgrade-'));
  sink = await startHttpSink();
  // This server suggests continue-as-new early, so that the run that does it need not be long.
  const early = ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=60'];
  temporal = await startTemporal({ server: { extraArgs: early } });
});
afterAll(async () => {
  await Promise.all([...workers].map((worker) => worker.stop()));
  await temporal?.stop();
  await sink?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the agent of a hosted run did: one line for each step. */
const steps: string[] = [];
const agent = ({ step, runId, decisions }: StepInput): StepAnswer => {
  steps.push(`${runId} ${step}`);
  if (step === 1) return { approvals: [{ key: 'pay', action: 'pay', context: { of: 'a run' } }] };
  return { done: true, output: decisions.pay?.status };
};

function config(notifies: boolean): ConfigInput {
  return {
    directory: { 'finance-team': ['ana', 'bo'], managers: ['di'] },
    policies: [
      { name: 'payments', actions: ['pay'], approvers: ['finance-team'], expireAfter: '4h' },
      { name: 'two', actions: ['pay_twice'], approvers: ['finance-team'], quorum: 2, expireAfter: '4h' },
    ],
    levels: { human_review: { assignees: ['managers'], acknowledgeWithin: '1h', resolveWithin: '4h' } },
    agents: { payer: { step: agent } },
    ...(notifies && { channels: { hooks: { type: 'webhook', url: sink.url, secrets: [SECRET] } } }),
  };
}

async function startVersion(buildId: string, codePath: string, notifies = true): Promise<RunningWorker> {
  quietRuntime();
  const connection = await NativeConnection.connect({ address: temporal.address });
  const worker = await createWorker({
    config: config(notifies),
    connection,
    taskQueue: temporal.taskQueue,
    workflowBundle: { codePath },
    deployment: { name: DEPLOYMENT, buildId },
    worker: { shutdownGraceTime: '1s' },
  });
  const running = runningWorker(worker, () => connection.close());
  workers.add(running);
  return running;
}

async function stopWorker(worker: RunningWorker): Promise<void> {
  workers.delete(worker);
  await worker.stop();
}

/** Temporal's own CLI, as the documentation of an upgrade says. Repeated until the server knows the version. */
async function deployment(...args: string[]): Promise<void> {
  const { path } = await findServer('cli');
  const all = [
    'worker',
    'deployment',
    ...args,
    '--deployment-name',
    DEPLOYMENT,
    '--address',
    temporal.address,
    '--yes',
  ];
  await eventually(() =>
    run(path, all).then(
      () => true,
      () => false,
    ),
  );
}

const inTurn = async <T>(items: readonly T[], work: (item: T) => Promise<unknown>, width = 20) => {
  const waiting = [...items];
  const next = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, next));
};
const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);

let requested = 0;
async function request(action: string, ids: readonly string[]): Promise<void> {
  await inTurn(ids, (id) =>
    temporal.manager.requestApproval({ id, action, requesterId: 'agent-1', context: { of: id } }),
  );
  requested += ids.length;
  await planned(requested);
}

/** Waits until this number of requests has been planned. A list names the approvers of a planned request alone. */
const planned = (count: number) =>
  eventually(
    async () => (await temporal.manager.countRequests({ approver: 'finance-team' })) === count,
    60_000,
  );

/** The first verdict on each decision. A decision counts once, whichever version judges it. */
const verdicts = new Map<string, string>();
async function decide(id: string, decidedBy = 'ana'): Promise<void> {
  const { outcome } = await temporal.manager.approve(id, { decidedBy, patience: '20s' });
  verdicts.set(`${id} ${decidedBy}`, outcome);
}

/** The versions that completed the tasks of a workflow, in order, each once. */
async function versionsOf(id: string): Promise<string[]> {
  const { events } = await temporal.client.workflow.getHandle(id).fetchHistory();
  const versions = (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: completed }) =>
    completed ? [completed.deploymentVersion?.buildId ?? 'none'] : [],
  );
  return [...new Set(versions)];
}

test('an old and a new version side by side: requests move, runs stay, and everything ends right and once', async () => {
  const hitl = cliAt(temporal);
  const { escalations, runs } = managersOn(temporal);
  const [patched, unguarded] = [await patchedBuild(folder), await unguardedBuild(folder)];
  const { codePath } = await workflowBundle();
  // Most requests are planned without channels: notifications of some are enough, and they are most of the work.
  const silent = await startVersion('v1', codePath, false);

  // A versioned worker gets nothing until its version is current, and the doctor says so.
  const { json: before } = await hitl.json(['doctor']);
  expect(before.checks).toContainEqual({
    name: 'worker versions',
    ok: false,
    found: `no version is current on task queue ${temporal.taskQueue}, so these workers get no tasks; polling: ${DEPLOYMENT}:v1`,
    todo: `Make a version current:\ntemporal worker deployment set-current-version --deployment-name ${DEPLOYMENT} --build-id v1`,
  });
  await deployment('set-current-version', '--build-id', 'v1');

  const [plain, twice] = [numbered('plain', 180), numbered('twice', 16)];
  const [hosted, attached] = [numbered('hosted', 4), numbered('attached', 4)];
  const escalationOf = (id: string) => `${id}-escalation-1`;
  await request('pay', plain);
  await stopWorker(silent);
  const old = await startVersion('v1', codePath);
  await request('pay_twice', twice);
  await inTurn(twice, (id) => decide(id, 'ana'));
  await inTurn(hosted, (id) => runs.start({ id, agent: 'payer', requesterId: 'agent-1' }));
  await inTurn(attached, (id) =>
    escalations.escalate(id, { level: 'human_review', reason: 'unsure', escalatedBy: 'agent-1' }),
  );
  const report = () => escalations.checkEscalation('long', { cost: 1 });
  await report();
  requested += hosted.length;
  await planned(200);
  expect(await temporal.manager.countRequests({ status: 'pending' })).toBe(200);
  expect(await escalations.countEscalations({ status: 'open' })).toBe(attached.length);

  // Before the new version gets a task: does everything that is open continue with it?
  const good = await hitl.json(['replay', '--bundle', patched]);
  expect([good.code, good.json.ok]).toEqual([0, true]);
  expect(
    good.json.problems.map(({ id, pinnedTo }: Record<string, string>) => `${id} ${pinnedTo}`).sort(),
  ).toEqual([...attached, ...hosted, 'long'].map((id) => `${id} ${DEPLOYMENT}:v1`));
  const bad = await hitl.json(['replay', '--type', 'approval', '--bundle', unguarded]);
  expect([bad.code, bad.json.ok, bad.json.replays]).toEqual([1, false, {}]);
  expect(bad.json.problems).toHaveLength(200);
  expect(bad.json.problems[0]).toMatchObject({
    kind: 'approval',
    outcome: 'fails',
    message: expect.stringContaining('Nondeterminism') as string,
  });

  await startVersion('v2', patched);
  await inTurn(plain.slice(0, 25), decide);
  await deployment('set-ramping-version', '--build-id', 'v2', '--percentage', '50');
  await inTurn(plain.slice(25, 75), decide);
  await request('pay', numbered('ramped', 10));
  await deployment('set-current-version', '--build-id', 'v2');
  await inTurn(twice, (id) => decide(id, 'bo'));
  await inTurn(attached, (id) =>
    escalations.resolve(escalationOf(id), { resolvedBy: 'di', action: 'continue', resolution: 'it is fine' }),
  );
  await inTurn(attached, (id) => runs.finish(id, { output: 'done' }));
  await request('pay', numbered('new', 10));

  // A rollback is not safe once requests have begun on the new version: the old build cannot replay them.
  const back = await hitl.json(['replay', '--ids', 'new-0', 'plain-100']);
  expect([back.code, back.json.problems.map(({ id }: { id: string }) => id)]).toEqual([1, ['new-0']]);

  await inTurn(plain.slice(75), decide);
  await inTurn(hosted, (id) => decide(`${id}-pay`));
  const ended = await Promise.all([...hosted, ...attached].map((id) => runs.wait(id)));
  expect(ended.map(({ status, output }) => [status, output])).toEqual([
    ...hosted.map(() => ['completed', 'approved']),
    ...attached.map(() => ['completed', 'done']),
  ]);
  for (const id of [...hosted, ...attached]) expect([id, await versionsOf(id)]).toEqual([id, ['v1']]);
  expect(steps.sort()).toEqual(hosted.flatMap((id) => [`${id} 1`, `${id} 2`]));

  // A pinned run that continues as new begins again on the current version, and loses nothing.
  await inTurn(numbered('report', 14), report, 1);
  await eventually(async () => (await versionsOf('long')).join() === 'v2');
  expect((await runs.get('long')).totals).toMatchObject({ reports: 15 });

  // Nothing is left on the old version.
  await stopWorker(old);
  await inTurn([...numbered('ramped', 10), ...numbered('new', 10)], decide);

  expect([...verdicts.values()].filter((outcome) => outcome !== 'accepted')).toEqual([]);
  const all = [
    ...plain,
    ...twice,
    ...numbered('ramped', 10),
    ...numbered('new', 10),
    ...hosted.map((id) => `${id}-pay`),
  ];
  await inTurn(all, async (id) => {
    const { status, decisions, refusedCount } = await temporal.manager.getRequest(id);
    expect([id, status, decisions.length, refusedCount]).toEqual([
      id,
      'approved',
      id.startsWith('twice') ? 2 : 1,
      0,
    ]);
  });
  expect(await versionsOf('plain-0')).toEqual(['v1']);
  for (const id of ['plain-179', 'twice-0', 'hosted-0-pay', escalationOf('attached-0')])
    expect([id, await versionsOf(id)]).toEqual([id, ['v1', 'v2']]);
  expect(await versionsOf('new-0')).toEqual(['v2']);

  // Each message once: the workflows of the notifications moved, too.
  const told = sink.posts.map(({ headers }) => String(headers['webhook-id']));
  expect(new Set(told).size).toBe(told.length);
  expect(told.length).toBeGreaterThanOrEqual(all.length - plain.length);
}, 240_000);
