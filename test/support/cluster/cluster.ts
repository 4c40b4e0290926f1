import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeKey, writeKeys } from '../../../admin/sign-in/api-keys';
import { freePorts } from '../../../worker/temporal/ports';
import { registerNamespace } from '../shared-server';
import { SECRET, startWebhookReceiver } from '../webhook-receiver';
import { startBalancer } from './balancer';
import { container } from './container';
import { type ClusterPlace, type ProcessName } from './control';
import { buildImage, type Image } from './dockerfile';
import { createPostgresql, DATABASE_PASSWORD, DATABASE_USER } from './postgresql';
import type { ClusterProcess } from './process';
import { temporalPrograms } from './temporal-build';
import { frontendPort, portsOfServices, type Service, SERVICES, temporalService } from './temporal-services';

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..', '..');
const HOST = '127.0.0.1';
const SCHEMA = 'go.temporal.io/server@v1.32.0';

interface Cluster {
  place: ClusterPlace;
  stop: () => Promise<void>;
}

type Log = (line: string) => void;

/**
 * Temporal's full server on PostgreSQL, each service a process; two workers and two admin servers from the image, behind
 * balancers. `HITL_CLUSTER_IMAGE=FOLDER` keeps the image there for the next run.
 */
export async function startCluster(log: Log): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'hitl-cluster-'));
  await run('chmod', ['755', folder]);
  const [programs, image] = await Promise.all([temporalPrograms(log), keptImage(folder, log)]);
  const [
    postgresqlPort = 0,
    temporalPort = 0,
    adminPort = 0,
    admin1 = 0,
    admin2 = 0,
    health1 = 0,
    health2 = 0,
  ] = await freePorts(
    HOST,
    Array.from({ length: 7 }, () => 0),
  );
  const ports = await portsOfServices();
  const processes = new Map<ProcessName, ClusterProcess>();
  const begin = async (name: ProcessName, process: ClusterProcess) => {
    processes.set(name, process);
    await process.start();
  };
  const hook = await startWebhookReceiver();
  const balancers = [
    await startBalancer(temporalPort, [frontendPort(ports, 'frontend-1'), frontendPort(ports, 'frontend-2')]),
    await startBalancer(adminPort, [admin1, admin2]),
  ];
  const control = await startControl(processes, () => hook.received);
  const stop = async () => {
    control.stop();
    for (const balancer of balancers) balancer.stop();
    await Promise.all([...processes].toReversed().map(([, process]) => process.end('SIGKILL')));
    await hook.stop();
    if (process.env.HITL_CLUSTER_KEEP === undefined) await rm(folder, { recursive: true, force: true });
    else log(`The logs are in ${folder}.`);
  };
  try {
    log('Starting PostgreSQL and Temporal.');
    await begin('postgresql', await createPostgresql(await made(folder, 'postgresql'), postgresqlPort));
    await createSchema(programs.sqlTool, folder, postgresqlPort);
    const place = { server: programs.server, folder, postgresqlPort, ports };
    const startService = (service: Service) => begin(service, temporalService(service, place));
    // The first service that starts describes the cluster in the database. Two at once would disturb each other.
    await startService('history');
    await Promise.all(SERVICES.filter((service) => service !== 'history').map(startService));
    const address = `${HOST}:${temporalPort}`;
    const namespace = 'hitl';
    await createNamespace(address, namespace);
    log('Starting two workers and two admin servers.');
    const keys = await made(folder, 'keys');
    const key = makeKey({
      name: 'gateway',
      scopes: ['request', 'read', 'decide-as'],
      expiresAt: '2100-01-01T00:00:00Z',
    });
    writeKeys(join(keys, 'keys.json'), [key.key]);
    await run('chmod', ['644', join(keys, 'keys.json')]);
    const admin = `http://${HOST}:${adminPort}`;
    const common = {
      image,
      mounts: {
        '/config': join(ROOT, 'test', 'cluster', 'config'),
        '/deploy': join(ROOT, 'deploy'),
        '/keys': keys,
      },
    };
    const env = {
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      HITL_ADMIN_URL: admin,
      HITL_SESSION_SECRET: 'a secret of this test, the same for both servers',
      HITL_TEST_WEBHOOK: hook.url,
      HITL_TEST_SECRET: SECRET,
    };
    const pod = async (name: ProcessName, words: string[], probe: string) =>
      begin(
        name,
        await container(name, {
          ...common,
          words,
          env: { ...env, HITL_TEST_POD: name },
          log: join(folder, `${name}.log`),
          isReady: async () => (await fetch(probe)).ok,
        }),
      );
    const admins = [admin1, admin2].map((port) => `http://${HOST}:${port}`);
    const health = {
      'hitl-worker-1': `http://${HOST}:${health1}`,
      'hitl-worker-2': `http://${HOST}:${health2}`,
    };
    await Promise.all([
      ...Object.entries(health).map(([name, url]) =>
        pod(
          name as ProcessName,
          ['worker', '--health', url.slice('http://'.length), '--shutdown-timeout', '100s'],
          `${url}/readyz`,
        ),
      ),
      ...admins.map((url, index) =>
        pod(
          `hitl-admin-${index + 1}` as ProcessName,
          ['admin', '--host', HOST, '--port', new URL(url).port],
          `${url}/readyz`,
        ),
      ),
    ]);
    const cli = join(image.root, 'app', 'dist', 'admin', 'cli', 'main.js');
    return {
      place: {
        control: control.url,
        address,
        namespace,
        taskQueue: 'hitl',
        admin,
        admins,
        health,
        key: key.text,
        cli,
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function made(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  return path;
}

async function keptImage(folder: string, log: Log): Promise<Image> {
  const kept = process.env.HITL_CLUSTER_IMAGE ?? (await made(folder, 'image'));
  const description = join(kept, 'image.json');
  const known = await readFile(description, 'utf8').catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as Image;
  log('Running the steps of deploy/Dockerfile.');
  await mkdir(kept, { recursive: true });
  const image = await buildImage(join(ROOT, 'deploy', 'Dockerfile'), ROOT, kept);
  await writeFile(description, JSON.stringify(image));
  return image;
}

/** Runs the script of the deployment twice: it may be repeated. */
async function createSchema(sqlTool: string, folder: string, port: number): Promise<void> {
  const bin = await made(folder, 'bin');
  await symlink(sqlTool, join(bin, 'temporal-sql-tool'));
  const { stdout } = await run('go', ['env', 'GOMODCACHE']);
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    SQL_PLUGIN: 'postgres12',
    SQL_HOST: HOST,
    SQL_PORT: `${port}`,
    SQL_USER: DATABASE_USER,
    SQL_PASSWORD: DATABASE_PASSWORD,
  };
  const args = [
    join(ROOT, 'deploy', 'temporal-schema.sh'),
    join(stdout.trim(), SCHEMA, 'schema/postgresql/v12'),
  ];
  for (let times = 0; times < 2; times++) await run('sh', args, { env });
}

/** As docs/operate/production.md says. The server needs some seconds until it can make the first namespace. */
async function createNamespace(address: string, namespace: string): Promise<void> {
  for (const end = Date.now() + 60_000; ;) {
    try {
      return await registerNamespace(address, namespace);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** Tests are other processes: they ask this server to kill and start. */
async function startControl(processes: Map<ProcessName, ClusterProcess>, webhooks: () => object[]) {
  const commands: Record<string, (query: URLSearchParams) => Promise<unknown>> = {
    '/end': (query) => processOf(query).end(query.get('signal') as NodeJS.Signals),
    '/start': (query) => processOf(query).start(),
    '/webhooks': async () => webhooks(),
  };
  const processOf = (query: URLSearchParams) => {
    const found = processes.get(query.get('name') as ProcessName);
    if (found === undefined) throw new Error(`there is no process ${query.get('name')}`);
    return found;
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://control');
    Promise.resolve()
      .then(() => commands[pathname]?.(searchParams))
      .then(
        (result) => response.end(JSON.stringify(result ?? null)),
        (error: Error) => response.writeHead(500).end(error.stack),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
