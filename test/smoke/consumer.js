// Run by pack.mjs in a folder where only the tarball is installed: no file of the repository is at hand.
const assert = require('node:assert/strict');
const { spawn, execFile } = require('node:child_process');
const { createServer } = require('node:net');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { ApprovalManager } = require('temporal-hitl/client');
const { connectWorker, createWorker, hitlPlugin } = require('temporal-hitl/worker');
const { Worker } = require('@temporalio/worker');

const hitl = join(__dirname, 'node_modules', '.bin', 'hitl');

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });

/** Runs `hitl -o json ...` and answers its exit code and what it printed. */
const cli = (...args) =>
  new Promise((resolve) => {
    execFile(
      hitl,
      [...args, '-o', 'json'],
      { encoding: 'utf8', timeout: 60_000 },
      (error, stdout, stderr) => {
        let json;
        try {
          json = JSON.parse(stdout);
        } catch {
          json = { stdout, stderr };
        }
        resolve({ code: error ? error.code : 0, json });
      },
    );
  });

async function ready(server) {
  for (const end = Date.now() + 120_000; Date.now() < end; await sleep(500)) {
    if (server.exitCode !== null) throw new Error(`hitl dev ended with ${server.exitCode}`);
    if ((await cli('doctor')).code === 0) return;
  }
  throw new Error('hitl dev was not ready in two minutes');
}

const transfer = {
  action: 'transfer_funds',
  resource: 'bank-account-123',
  description: 'Transfer $15,000 to vendor',
  context: { amount: 15_000 },
  requesterId: 'user-123',
};

async function byClient() {
  const approvals = await ApprovalManager.connect();
  const request = await approvals.requestApproval(transfer);
  const stranger = await approvals.approve(request.id, { decidedBy: 'mallory' });
  assert.equal(stranger.outcome, 'not_authorized');
  const verdict = await approvals.approve(request.id, { decidedBy: 'ana' });
  assert.equal(verdict.outcome, 'accepted');
  const result = await approvals.waitForApproval(request.id, { timeout: '1m' });
  assert.equal(result.status, 'approved');
  await approvals.close();
}

async function byCli() {
  const args = ['--action', transfer.action, '--context', '{"amount":15000}', '--requester', 'user-123'];
  const request = await cli('request', ...args);
  assert.equal(request.code, 0, JSON.stringify(request));
  const { id } = request.json;
  assert.equal((await cli('approve', id, '--as', 'mallory')).code, 4);
  const verdict = await cli('reject', id, '--as', 'bo', '--reason', 'wrong vendor');
  assert.deepEqual([verdict.code, verdict.json.outcome], [0, 'accepted'], JSON.stringify(verdict));
  const outcome = await cli('wait', id, '--timeout', '1m');
  assert.deepEqual([outcome.code, outcome.json.status], [5, 'rejected'], JSON.stringify(outcome));
}

/** Workers of one's own use the bundle that came with the package. */
async function ownWorkers() {
  const { connection } = await connectWorker();
  const config = { fallback: 'reject' };
  const workers = [
    await createWorker({ config, connection, taskQueue: 'smoke-1' }),
    await Worker.create({ connection, taskQueue: 'smoke-2', plugins: [hitlPlugin(config)] }),
  ];
  const codePath = join(__dirname, 'node_modules', 'temporal-hitl', 'dist', 'workflows', 'bundle.js');
  for (const worker of workers) {
    assert.deepEqual(worker.options.workflowBundle, { codePath });
    await worker.runUntil(Promise.resolve());
  }
  await connection.close();
}

/** The admin server of `hitl dev`: its pages come with their style sheets and scripts. */
async function inInbox(adminPort) {
  const admin = `http://127.0.0.1:${adminPort}`;
  const page = await (await fetch(`${admin}/sign-in`)).text();
  assert.match(page, /Who are you/);
  const assets = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  assert.ok(assets.length >= 2, page);
  for (const path of assets) assert.equal((await fetch(admin + path)).status, 200, path);
}

/** A separate admin server, where people sign in with a provider. */
async function adminAlone() {
  const port = await freePort();
  const admin = spawn(hitl, ['admin', '--config', 'admin.config.mjs', '--port', port], {
    stdio: ['ignore', 2, 2],
  });
  try {
    let health;
    for (const end = Date.now() + 60_000; health === undefined && Date.now() < end; await sleep(250)) {
      if (admin.exitCode !== null) throw new Error(`hitl admin ended with ${admin.exitCode}`);
      health = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    }
    assert.equal(health?.status, 200);
    const { oidc } = await (await fetch(`http://127.0.0.1:${port}/api/sign-in`)).json();
    assert.equal(oidc.clientId, 'inbox');
  } finally {
    const ended = new Promise((resolve) => admin.once('exit', resolve));
    if (admin.exitCode === null && admin.kill('SIGTERM')) await ended;
  }
}

async function main() {
  const [port, uiPort, adminPort] = [await freePort(), await freePort(), await freePort()];
  process.env.TEMPORAL_ADDRESS = `127.0.0.1:${port}`;
  const { TEMPORAL_ADDRESS: _, ...env } = process.env; // `dev` starts its own server
  const ports = ['--port', port, '--ui-port', uiPort, '--admin-port', adminPort];
  const server = spawn(hitl, ['dev', '--config', 'temporal.config.ts', '--db-file', 'smoke.db', ...ports], {
    stdio: ['ignore', 2, 2],
    env,
  });
  try {
    await ready(server);
    await byClient();
    await byCli();
    await ownWorkers();
    await inInbox(adminPort);
    await adminAlone();
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    if (server.exitCode === null && server.kill('SIGTERM')) await ended;
  }
  console.log(`smoke: Node ${process.versions.node} ok`);
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
