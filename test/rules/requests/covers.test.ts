import { PolicySchema } from '../../../contract/policy';
import { covers } from '../../../rules/requests/covers';

function covered(
  globs: { actions?: string[]; resources?: string[] },
  action: string,
  resource?: string,
): boolean {
  const policy = PolicySchema.parse({ name: 'p', approvers: ['ana'], ...globs });
  return covers(policy, {
    action,
    ...(resource !== undefined && { resource }),
    context: {},
    requesterId: 'eve',
  });
}

test.each([
  ['delete_*', 'delete_user', true],
  ['delete_*', 'undelete_user', false],
  ['delete_*', 'DELETE_user', false],
  ['{delete,drop}_*', 'drop_table', true],
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

test('a roundabout path slips past no policy that asks or denies, and into none that allows', () => {
  const policy = (effect: 'deny' | 'allow', glob: string) =>
    PolicySchema.parse({ name: 'p', effect, resources: [glob] });
  const request = { action: 'write', resource: 'dev/../prod/./orders', context: {}, requesterId: 'eve' };
  expect(covers(policy('deny', 'prod/**'), request)).toBe(true);
  expect(covers(policy('allow', 'dev/**'), request)).toBe(false);
});
