const { defineConfig, globalIgnores } = require('eslint/config');
const boundaries = require('eslint-plugin-boundaries');
const tseslint = require('typescript-eslint');

// A folder is a place of execution, and imports follow it. Everything not listed is refused.
const arrows = {
  contract: [],
  rules: ['contract'],
  workflows: ['contract', 'rules'],
  activities: ['contract', 'rules'],
  client: ['contract', 'rules'],
  worker: ['contract', 'rules', 'workflows', 'activities'],
  admin: ['contract', 'rules', 'activities', 'client', 'worker'],
  examples: [],
  bench: ['contract', 'rules', 'workflows', 'activities', 'client', 'worker', 'admin', 'test'],
  test: ['contract', 'rules', 'workflows', 'activities', 'client', 'worker', 'admin', 'bench', 'examples'],
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
  { from: root('entry'), allow: { to: folders(entryMayImport) } },
  { from: folder('test'), allow: { to: [root('entry'), root('config')] } },
  { from: folder('bench'), allow: { to: root('entry') } },
  {
    from: [folder('examples'), folder('test'), folder('bench'), root('config')],
    allow: { dependency: { source: publicNames } },
  },
  { ...anything, allow: { to: [npm, builtin] } },
  { from: folders(['contract', 'rules', 'workflows']), disallow: { to: builtin } },
  { from: folder('rules'), disallow: { to: { module: { origin: 'external', source: '@temporalio/*' } } } },
  { from: folder('contract'), disallow: { to: npm } },
  { from: folder('contract'), allow: { to: { module: { origin: 'external', source: 'zod' } } } },
];

module.exports = defineConfig(
  globalIgnores(['dist/', 'coverage/']),
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
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: `${__dirname}/tsconfig.json` } },
      'boundaries/root-path': __dirname,
      'boundaries/dependency-nodes': ['import', 'export', 'dynamic-import', 'require'],
      'boundaries/elements': Object.keys(arrows).map((type) => ({
        type,
        pattern: type,
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
