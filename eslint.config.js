const { defineConfig, globalIgnores } = require('eslint/config');
const boundaries = require('eslint-plugin-boundaries');
const { createTypeScriptImportResolver } = require('eslint-import-resolver-typescript');
const importX = require('eslint-plugin-import-x');
const tseslint = require('typescript-eslint');
const { plugin: local } = require('./lint/plain-english.js');

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
const everyRealm = Object.keys(realms);
const pure = ['contract', 'rules'];

// The layers of `admin/`. `http/context.ts` holds types alone; every layer passes them on.
const layers = {
  'admin-text': pure,
  'admin-http': pure,
  'admin-access': [...pure, 'client', 'admin-http'],
  'admin-sign-in': [...pure, 'admin-access', 'admin-http'],
  'admin-events': [...pure, 'admin-access', 'admin-http'],
  'admin-api': [...pure, 'admin-access', 'admin-text', 'admin-http', 'admin-sign-in', 'admin-events'],
  'admin-inbox': [...pure, 'admin-access', 'admin-text', 'admin-http', 'admin-sign-in', 'admin-events'],
  // Its messages are built by the functions that send them.
  'admin-slack': [...pure, 'activities', 'admin-access', 'admin-text', 'admin-http', 'admin-sign-in'],
};
const everyLayer = Object.keys(layers);
const programs = {
  'admin-server': [...pure, 'codec', 'tracing', 'client', 'worker', ...everyLayer],
  'admin-cli': [
    ...pure,
    'codec',
    'activities',
    'client',
    'audit',
    'worker',
    'admin-text',
    'admin-http',
    'admin-sign-in',
    'admin-server',
  ],
};
const everything = [...everyRealm, ...everyLayer, ...Object.keys(programs)];

const arrows = {
  ...realms,
  ...layers,
  ...programs,
  examples: [],
  deploy: [],
  bench: [...everything, 'test'],
  test: [...everything, 'bench', 'deploy', 'examples'],
};
const entryMayImport = ['contract', 'rules', 'activities'];

const publicNames = [
  'temporal-hitl',
  'temporal-hitl/client',
  'temporal-hitl/workflow',
  'temporal-hitl/worker',
];

const folder = (type) => ({ element: { type } });
const folders = (types) => ({ element: { types: { anyOf: types } } });
const root = (category) => ({ file: { categories: category } });
const npm = { module: { origin: 'external' } };
const builtin = { module: { origin: 'core' } };
const anything = { from: [folder('*'), root('*')] };

const policies = [
  ...Object.entries(arrows).map(([from, to]) => ({
    from: folder(from),
    allow: { to: folders([from, ...to]) },
  })),
  // What the client answers is what the layers of `admin/` pass on.
  { from: folders(everyLayer), allow: { to: folder('client'), dependency: { kind: 'type' } } },
  { from: root('entry'), allow: { to: folders(entryMayImport) } },
  { from: folder('test'), allow: { to: [root('entry'), root('config')] } },
  { from: folder('bench'), allow: { to: root('entry') } },
  {
    from: [folder('examples'), folder('deploy'), folder('test'), folder('bench'), root('config')],
    allow: { dependency: { source: publicNames } },
  },
  { ...anything, allow: { to: [npm, builtin] } },
  { from: folders(['contract', 'rules', 'workflows']), disallow: { to: builtin } },
  { from: folder('rules'), disallow: { to: { module: { origin: 'external', source: '@temporalio/*' } } } },
  { from: folder('contract'), disallow: { to: npm } },
  { from: folder('contract'), allow: { to: { module: { origin: 'external', source: 'zod' } } } },
];

module.exports = defineConfig(
  globalIgnores(['dist/', 'coverage/', 'admin/cli/api/schema.ts']),
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: ['error', 'smart'],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { boundaries, 'import-x': importX, local },
    settings: {
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [createTypeScriptImportResolver()],
      'import/resolver': { typescript: { project: `${__dirname}/tsconfig.json` } },
      'boundaries/root-path': __dirname,
      'boundaries/dependency-nodes': ['import', 'export', 'dynamic-import', 'require'],
      'boundaries/elements': Object.keys(arrows).map((type) => ({
        type,
        pattern: type.replace('admin-', 'admin/'),
        partialMatch: false,
      })),
      'boundaries/files': [
        { category: 'entry', pattern: 'index.ts' },
        { category: 'config', pattern: '*.config.ts' },
      ],
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          checkAllOrigins: true,
          checkUnknownLocals: true,
          checkInternals: true,
          policies,
        },
      ],
      'boundaries/no-unknown-files': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/order': [
        'error',
        {
          groups: ['builtin', 'external', 'internal', 'parent', 'sibling', 'index'],
          'newlines-between': 'ignore',
          alphabetize: { order: 'asc', caseInsensitive: true },
        },
      ],
      'local/plain-english': 'error',
    },
  },
  {
    files: ['rules/**'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval', 'console'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'A rule is given its time.' },
        { object: 'Math', property: 'random', message: 'A rule is a pure function.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'A rule is given its time.',
        },
      ],
    },
  },
  {
    files: ['test/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
