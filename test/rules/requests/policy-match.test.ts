import { PolicySchema } from '../../../contract/config/policy';
import { covers, readResource } from '../../../rules/requests/policy-match';

function covered(
  globs: { actions?: string[]; resources?: string[] },
  action: string,
  resource?: string,
): boolean {
  const policy = PolicySchema.parse({ name: 'p', approvers: ['ana'], ...globs });
  const content = { action, ...(resource !== undefined && { resource }), context: {}, requesterId: 'eve' };
  return covers(policy, content) === 'yes';
}

test.each([
  ['delete_*', 'delete_user', true],
  ['delete_*', 'undelete_user', false],
  ['delete_*', 'DELETE_user', false],
  ['{delete,drop}_*', 'drop_table', false],
  ['{delete,drop}_*', '{delete,drop}_table', true],
  ['delete_?', 'delete_a', false],
  ['transfer', 'transfer_funds', false],
  ['*', 'any/thing', true],
  ['delete_*', 'delete_\nuser', true],
])('actions %j and %j: %p', (glob, action, yes) => expect(covered({ actions: [glob] }, action)).toBe(yes));

test.each([
  ['prod/*', 'prod/orders', true],
  ['prod/*', 'prod/orders/1', false],
  ['prod/**', 'prod/orders/1', true],
  ['prod/*', 'prod/.env', true],
  ['**/secrets', 'prod/.hidden/secrets', true],
  ['*', 'prod/orders/1', true],
  ['prod/**', 'prod/a\nb', true],
  ['prod/**', 'prod', false],
  ['**/secrets', 'secrets', false],
  ['pages/[id]/*', 'pages/[id]/1', true],
  ['pages/[id]/*', 'pages/i/1', false],
  ['prod/*', undefined, false],
  ['*', undefined, true],
  ['**', undefined, true],
])('resources %j and %j: %p', (glob, resource, yes) =>
  expect(covered({ resources: [glob] }, 'read', resource)).toBe(yes),
);

test('both must match, of each any one glob; a policy without globs covers everything', () => {
  const globs = { actions: ['read', 'delete_*'], resources: ['prod/*'] };
  expect(covered(globs, 'delete_user', 'prod/db')).toBe(true);
  expect(covered(globs, 'delete_user', 'dev/db')).toBe(false);
  expect(covered(globs, 'write', 'prod/db')).toBe(false);
  expect(covered({}, 'anything')).toBe(true);
});

const cover = (effect: 'deny' | 'allow' | 'require', globs: string[], resource: string) =>
  covers(
    PolicySchema.parse({
      name: 'p',
      effect,
      resources: globs,
      ...(effect === 'require' && { approvers: ['ana'] }),
    }),
    { action: 'write', resource, context: {}, requesterId: 'eve' },
  );

describe('a resource that could mean prod/x', () => {
  const written = [
    'dev/../prod/x',
    'dev/./../prod/./x',
    'dev//../prod/x',
    'dev\\..\\prod\\x',
    'dev/%2e%2e/prod/x',
    'dev/%2E%2e%2Fprod%2fx',
    'dev/%252e%252E/prod/x',
    'dev/%25252e%25252e%25252fprod/x',
    'dev/%%32%65%%32%65/prod/x',
    'dev/..%5cprod%5Cx',
    'dev/.%255c../../prod/x',
    'dev/%c0%ae%c0%ae%c0%afprod/x',
    'dev/%u002e%u002e/prod/x',
    'dev/\uFF0E\uFF0E/prod/x',
    'dev\uFF0F..\uFF0Fprod\uFF0Fx',
    'dev/%ef%bc%8e%ef%bc%8e/prod/x',
    'dev/\u2024\u2024/prod/x',
    'dev/\u2025/prod/x',
    'dev/..\u2215prod\u2215x',
    'dev/..\u2044prod/x',
    'dev/..\u29F8prod/x',
    'dev/..\uFE68prod/x',
    'dev/..\u2216prod/x',
    'dev/.\u200B./prod/x',
    'dev/..;v=1/prod/x',
    'dev/.. /prod/x',
    'dev/.\t./prod/x',
    'dev/.\n./prod/x',
    'dev/.\u0000./prod/x',
    'dev/.%0a./prod/x',
    'dev/..?v=1/prod/x',
    'dev/..#v/prod/x',
    'dev/../prod;v=1/x',
    'dev/x/../../prod/x',
  ];
  it.each(written)('%j is denied and asked about as prod/x, and no wildcard allows it', (resource) => {
    expect(cover('deny', ['prod/*'], resource)).toBe('yes');
    expect(cover('require', ['prod/*'], resource)).toBe('yes');
    for (const glob of ['dev/**', 'dev/*', 'dev*/**', '**/x', 'prod/*', '*/**'])
      expect(cover('allow', [glob], resource)).not.toBe('yes');
    expect(cover('allow', ['dev**', '**x'], resource)).toBe('roundabout');
  });

  it.each(written)('%j is allowed where it is written exactly so, and where everything is', (resource) => {
    expect(cover('allow', [resource], resource)).toBe('yes');
    expect(cover('allow', ['**'], resource)).toBe('yes');
  });
});

test.each([
  ['/dev/../prod/x', '/prod/*'],
  ['//prod//x', '/prod/*'],
  ['/../prod/x', '/prod/*'],
  ['https://api/dev/../prod/x', 'https://api/prod/*'],
  ['https://api/dev//../../prod/x', 'https://api/prod/*'],
  ['x://../prod/x', 'prod/*'],
  ['\uFF50rod/x', 'prod/*'],
  ['%70rod/x', 'prod/*'],
  ['v1\u06D42/x', 'v1.2/*'],
])('%j is denied by %j', (resource, glob) => expect(cover('deny', [glob], resource)).toBe('yes'));

test.each([
  ['/etc/hosts', '/etc/*'],
  ['https://api.example.com/v1.2/users', 'https://api.example.com/**'],
  ['dev/.env', 'dev/*'],
  ['dev/a...b', 'dev/*'],
  ['dev/x/', 'dev/**'],
  ['dev/100% of it', 'dev/*'],
  ['dev/caf%C3%A9', 'dev/*'],
  ['dev/cafe\u0301', 'dev/*'],
  ['dev/\u6771\u4EAC', 'dev/*'],
])('%j is an ordinary resource, which %j allows', (resource, glob) => {
  expect(readResource(resource).isRoundabout).toBe(false);
  expect(cover('allow', [glob], resource)).toBe('yes');
});

test.each(['dev//x', 'a/c/\u2100', 'dev/%zz%2e', 'dev/.'])('%j is allowed by no wildcard', (resource) =>
  expect(cover('allow', ['dev/**', 'a/**'], resource)).toBe('roundabout'),
);

test('a resource of hostile escapes is read in time', () => {
  const { readings } = readResource(`dev/%${'25'.repeat(95)}2e`);
  expect(readings).toContain('dev');
});
