// A folder is a place of execution, and imports follow it. Everything not listed is refused.
const realms = {
  contract: [],
  rules: ['contract'],
  codec: ['contract'],
  tracing: [],
  workflows: ['contract', 'rules', 'codec', 'tracing'],
  activities: ['contract', 'rules'],
  client: ['contract', 'rules', 'codec', 'tracing'],
  audit: ['contract', 'rules', 'client'],
  worker: ['contract', 'rules', 'codec', 'tracing', 'workflows', 'activities'],
};
const pure = ['contract', 'rules'];

// The layers of `admin/`. `http/context.ts` holds types alone; every layer passes them on.
const layers = {
  'admin/text': pure,
  'admin/http': pure,
  'admin/access': [...pure, 'client', 'admin/http'],
  'admin/sign-in': [...pure, 'admin/access', 'admin/http'],
  'admin/events': [...pure, 'admin/access', 'admin/http'],
  'admin/api': [...pure, 'admin/access', 'admin/text', 'admin/http', 'admin/sign-in', 'admin/events'],
  'admin/inbox': [...pure, 'admin/access', 'admin/text', 'admin/http', 'admin/sign-in', 'admin/events'],
  // Its messages are built by the functions that send them.
  'admin/slack': [...pure, 'activities', 'admin/access', 'admin/text', 'admin/http', 'admin/sign-in'],
};
const programs = {
  'admin/server': [...pure, 'codec', 'tracing', 'client', 'worker', ...Object.keys(layers)],
  'admin/cli': [
    ...pure,
    'codec',
    'activities',
    'client',
    'audit',
    'worker',
    'admin/text',
    'admin/http',
    'admin/sign-in',
    'admin/server',
  ],
};
const product = { ...realms, ...layers, ...programs };
const arrows = {
  ...product,
  examples: [],
  deploy: [],
  bench: [...Object.keys(product), 'test'],
  test: [...Object.keys(product), 'bench', 'deploy', 'examples'],
};

const inside = (...folders) => `^(?:${folders.join('|')})/`;
const ENTRY = '^index\\.ts$';
const CONFIG = '^[^/]+\\.config\\.ts$';
const AT_TOP = '^[^/]+$';
const KNOWN = [inside(...Object.keys(arrows), 'lint'), AT_TOP];
const FROM_NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer'];
/** `temporal-hitl` and its other entry points, which TypeScript finds by the `paths` of its config. */
const BY_PUBLIC_NAME = ['aliased'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  allowedSeverity: 'error',
  allowed: [
    ...Object.entries(arrows).map(([from, to]) => ({
      from: { path: inside(from) },
      to: { path: inside(from, ...to) },
    })),
    // What the client answers is what the layers of `admin/` pass on.
    {
      from: { path: inside(...Object.keys(layers)) },
      to: { path: inside('client'), dependencyTypes: ['type-only'] },
    },
    { from: { path: ENTRY }, to: { path: inside('contract', 'rules', 'activities') } },
    { from: { path: inside('test', 'bench') }, to: { path: ENTRY } },
    { from: { path: inside('test') }, to: { path: CONFIG } },
    {
      from: { path: [inside('examples', 'deploy', 'test', 'bench'), CONFIG] },
      to: { dependencyTypes: BY_PUBLIC_NAME },
    },
    // The settings of tools, and the build.
    {
      from: { path: ['^[^/]+\\.m?js$', inside('lint')] },
      to: { path: [AT_TOP, inside('lint', 'test/support')] },
    },
    { from: { path: KNOWN }, to: { dependencyTypes: [...FROM_NPM, 'core'] } },
  ],
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two modules that load each other: one of them sees the other half loaded.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-node-in-workflows',
      comment: 'Workflow code runs in a sandbox without the modules of Node, and imports contract and rules.',
      severity: 'error',
      from: { path: inside('contract', 'rules', 'workflows') },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-temporal-in-rules',
      severity: 'error',
      from: { path: inside('rules') },
      to: { path: '(?:^|/)@temporalio/' },
    },
    {
      name: 'only-zod-in-contract',
      severity: 'error',
      from: { path: inside('contract') },
      to: { dependencyTypes: FROM_NPM, pathNot: '(?:^|/)zod/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:dist|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
    },
  },
};
