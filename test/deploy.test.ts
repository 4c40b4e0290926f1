import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { parse, parseAllDocuments } from 'yaml';
import { adminSettings } from '../admin/server/settings';
import { type Duration, toMilliseconds } from '../contract/duration';
import { configWarnings } from '../rules/config-warnings';
import { loadConfig } from '../worker/config';
import { TEMPORAL_VERSION } from './support/cluster/temporal-build';
import { usageProblem } from './support/usage';

const DEPLOY = join(__dirname, '..', 'deploy');
const KUBERNETES = join(DEPLOY, 'kubernetes');
const text = (...path: string[]) => readFileSync(join(DEPLOY, ...path), 'utf8');

interface Container {
  args: string[];
  ports: { name: string; containerPort: number }[];
  envFrom: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  securityContext: { readOnlyRootFilesystem: boolean; allowPrivilegeEscalation: boolean };
  [probe: `${string}Probe`]: { httpGet: { path: string; port: string } };
}

interface Manifest {
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec: {
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string> };
      spec: {
        containers: Container[];
        securityContext: { runAsNonRoot: boolean };
        terminationGracePeriodSeconds: number;
      };
    };
  };
}

const kustomization = parse(text('kubernetes', 'kustomization.yaml')) as { resources: string[] };
const manifests = kustomization.resources.flatMap((file) =>
  parseAllDocuments(text('kubernetes', file)).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Manifest;
  }),
);
const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
const compose = parse(text('compose.yaml'), { merge: true }) as {
  services: Record<
    string,
    {
      command?: string[];
      depends_on?: Record<string, object>;
      read_only?: boolean;
      stop_grace_period?: string;
    }
  >;
};

/** The commands of the worker and the admin server, in Kubernetes and in Docker Compose. */
const commands = [
  ...deployments.map(
    ({ metadata, spec }) => [metadata.name, spec.template.spec.containers[0]!.args] as const,
  ),
  ...['worker', 'admin'].map((name) => [name, compose.services[name]!.command ?? []] as const),
];

it.each(commands)('%s runs a command that the CLI has: %j', async (_, words) => {
  expect(await usageProblem(words)).toBeUndefined();
});

it('has a Dockerfile without errors and warnings', () => {
  expect(validate(text('Dockerfile')).map(({ message }) => message)).toEqual([]);
});

it('runs the same Temporal in Docker Compose as the tests of the cluster', () => {
  expect(text('compose.yaml').match(/(?<=TEMPORAL_VERSION:-)[\d.]+/g)).toEqual(
    Array.from({ length: 3 }, () => TEMPORAL_VERSION),
  );
});

it('names every file of the folder in the kustomization, and no other', () => {
  const files = readdirSync(KUBERNETES).filter(
    (file) => file.endsWith('.yaml') && file !== 'kustomization.yaml',
  );
  expect(kustomization.resources.toSorted()).toEqual(files.toSorted());
});

describe.each(deployments.map((each) => [each.metadata.name, each] as const))('%s', (name, { spec }) => {
  const { template } = spec;
  const container = template.spec.containers[0]!;

  it('runs without root, and cannot write to its file system', () => {
    expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container.securityContext).toMatchObject({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    });
  });

  it('is probed at an address and port that its command serves', () => {
    const ports = Object.fromEntries(
      container.ports.map(({ name: port, containerPort }) => [port, containerPort]),
    );
    for (const probe of ['startup', 'readiness', 'liveness'] as const) {
      const { path, port } = container[`${probe}Probe`]!.httpGet;
      expect(path).toBe(probe === 'readiness' ? '/readyz' : '/healthz');
      expect(container.args.join(' ')).toMatch(new RegExp(`(--health \\S+:|--port )${ports[port]}\\b`));
    }
  });

  it('has a disruption budget and settings that exist', () => {
    const budget = manifests.find(
      ({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name === name,
    );
    const { matchLabels } = budget!.spec.selector;
    expect(template.metadata.labels).toMatchObject(matchLabels);
    expect(template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    const settings = container.envFrom.flatMap(({ configMapRef }) => configMapRef?.name ?? []);
    const maps = manifests.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name);
    expect(maps).toEqual(expect.arrayContaining(settings));
  });
});

it('creates the same secrets in the documentation as the pods read', () => {
  const page = readFileSync(join(DEPLOY, '..', 'docs', 'operate', 'production.md'), 'utf8');
  const read = deployments.flatMap(({ spec }) =>
    spec.template.spec.containers[0]!.envFrom.flatMap(({ secretRef }) => secretRef?.name ?? []),
  );
  for (const name of new Set(read)) expect(page).toContain(`create secret generic ${name} `);
});

it('ends a worker only after it had its time to finish what it has begun', () => {
  const worker = deployments.find(({ metadata }) => metadata.name === 'hitl-worker')!.spec.template.spec;
  const { command = [], stop_grace_period: grace = '' } = compose.services.worker!;
  for (const [args, endsAfter] of [
    [worker.containers[0]!.args, worker.terminationGracePeriodSeconds * 1000],
    [command, toMilliseconds(grace as Duration)],
  ] as const) {
    const timeout = args[args.indexOf('--shutdown-timeout') + 1] as Duration;
    expect(endsAfter - toMilliseconds(timeout)).toBeGreaterThanOrEqual(10_000);
  }
});

it('exposes the ports that the pods serve', () => {
  const [, exposed = ''] = /^EXPOSE (.+)$/m.exec(text('Dockerfile')) ?? [];
  const served = deployments.flatMap(({ spec }) =>
    spec.template.spec.containers[0]!.ports.map(({ containerPort }) => `${containerPort}`),
  );
  expect(exposed.split(' ').toSorted()).toEqual(served.toSorted());
});

it('starts services of Docker Compose only after services that exist', () => {
  const names = Object.keys(compose.services);
  for (const { depends_on: before = {} } of Object.values(compose.services))
    expect(names).toEqual(expect.arrayContaining(Object.keys(before)));
  expect(compose.services).toMatchObject({ worker: { read_only: true }, admin: { read_only: true } });
});

describe('the config', () => {
  const file = join(KUBERNETES, 'temporal.config.ts');
  const settings = manifests.find(({ metadata }) => metadata.name === 'hitl-settings')!.data!;
  const env = { host: '0.0.0.0', port: 8234, env: { HITL_SESSION_SECRET: 'x'.repeat(32) } };
  afterEach(() => {
    for (const name of Object.keys(settings)) delete process.env[name];
  });

  it('is accepted by an admin server that listens on every address', async () => {
    Object.assign(process.env, settings);
    const { config } = await loadConfig(file);
    expect(adminSettings(config.admin, env)).toMatchObject({
      url: settings.HITL_ADMIN_URL,
      signIn: { oidc: { issuer: settings.OIDC_ISSUER } },
    });
    expect(configWarnings(config)).toEqual([]);
  });

  it('without a provider works on a loopback address alone', async () => {
    const { config } = await loadConfig(file);
    expect(() => adminSettings(config.admin, env)).toThrow('admin.signIn.dev');
    expect(adminSettings(config.admin, { ...env, host: '127.0.0.1' })).toMatchObject({
      signIn: { dev: true },
    });
  });
});
