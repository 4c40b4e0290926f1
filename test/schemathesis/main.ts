import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAdminServer } from '../../admin/server/serve';
import { makeKey, writeKeys } from '../../admin/sign-in/api-keys';
import { EscalationManager } from '../../client';
import { parseConfig } from '../../worker/config';
import { ADMIN_CONFIG } from '../support/admin-app';
import { startTemporal, type TemporalForTests } from '../support/temporal';

/**
 * Sends the API requests that schemathesis generates from its own document, as a program and as a person: none may be
 * answered by a 500, nor by what the document does not know. Run by `npm run fuzz-api`, where SCHEMATHESIS names the
 * executable; more arguments go to it.
 */
async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'hitl-fuzz-'));
  const keys = join(folder, 'keys.json');
  const expiresAt = '2100-01-01T00:00:00Z';
  const program = makeKey({ name: 'fuzz', scopes: ['request', 'read'], expiresAt });
  const gateway = makeKey({ name: 'gateway', scopes: ['read', 'decide-as'], expiresAt });
  writeKeys(keys, [program.key, gateway.key]);
  const everybody = ['everyone', 'fuzz'];
  const config = parseConfig({
    ...ADMIN_CONFIG,
    admin: {
      signIn: { keys },
      access: { request: everybody, read: { all: everybody }, decide: everybody, administer: everybody },
      limits: { account: 1_000_000, address: 1_000_000 },
    },
  });
  const temporal = await startTemporal();
  try {
    return await temporal.withWorker(async () => {
      const { client, taskQueue } = temporal;
      const log = (line: string) => console.error(line);
      const admin = await startAdminServer({
        config,
        client,
        taskQueue,
        host: '127.0.0.1',
        port: 0,
        env: {},
        log,
      });
      try {
        const asProgram = [`Authorization: Bearer ${program.text}`];
        const asPerson = [`Authorization: Bearer ${gateway.text}`, 'Hitl-As: ana'];
        const ids = await somethingToFind(temporal);
        return (
          (await fuzz(admin.url, asProgram, 'any-ids.toml')) ||
          (await fuzz(admin.url, asProgram, 'known-ids.toml', ids)) ||
          (await fuzz(admin.url, asPerson, 'known-ids.toml', await somethingToFind(temporal)))
        );
      } finally {
        await admin.stop();
      }
    }, ADMIN_CONFIG);
  } finally {
    await temporal.stop();
    rmSync(folder, { recursive: true });
  }
}

/** A pending request, a run and its open escalation. */
async function somethingToFind({ manager, client, taskQueue }: TemporalForTests): Promise<NodeJS.ProcessEnv> {
  const { id } = await manager.requestApproval({ action: 'pay', requesterId: 'eve', context: { amount: 5 } });
  const escalations = new EscalationManager(client, { taskQueue });
  const runId = `run-${id}`;
  const options = { escalate: true, requesterId: 'fuzz' };
  const { escalationId } = await escalations.checkEscalation(runId, { confidence: 0.1 }, options);
  return { FUZZ_REQUEST: id, FUZZ_RUN: runId, FUZZ_ESCALATION: escalationId };
}

async function fuzz(
  url: string,
  headers: string[],
  config: string,
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  const args = [
    ...['--config-file', join(__dirname, config), 'run', `${url}/api/openapi.json`],
    ...headers.flatMap((header) => ['--header', header]),
    ...process.argv.slice(2),
  ];
  const child = spawn(process.env.SCHEMATHESIS ?? 'schemathesis', args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
