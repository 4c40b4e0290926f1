import { identityOf } from '../../../admin/sign-in/claims';

const oidc = { issuer: 'https://id.example.com', nameClaim: 'preferred_username', teamsClaim: 'groups' };
const known = new Set(['finance-team', 'board']);
const teams = (groups: unknown) =>
  identityOf(oidc, { sub: '1', preferred_username: 'ana', groups }, known).teams;

test.each([
  ['a list', ['finance-team', 'board', 'others'], ['finance-team', 'board']],
  ['a list that names one twice', ['board', 'board'], ['board']],
  ['a single text, which is a list of one', 'finance-team', ['finance-team']],
  ['a single text of a team that the config does not name', 'others', []],
  ['an empty list', [], []],
  ['an empty text', '', []],
  ['nothing, which means not known', undefined, null],
  ['null', null, null],
  ['an object', { 0: 'board' }, null],
  ['a number', 7, null],
])('teams as %s', (_what, said, expected) => {
  expect(teams(said)).toEqual(expected);
});

test('a string of several words is one team', () => {
  expect(teams('finance-team board')).toEqual([]);
});

test.each([
  [true, true],
  ['true', true],
  [false, false],
  ['false', false],
  ['TRUE', false],
  [1, false],
  [undefined, false],
])('email_verified %p lets in: %p', (email_verified, letsIn) => {
  const claims = { sub: '1', email: 'ana@example.com', email_verified };
  const identity = () => identityOf({ ...oidc, nameClaim: 'email' }, claims, known);
  if (letsIn) expect(identity().name).toBe('ana@example.com');
  else expect(identity).toThrow('has not verified');
});
