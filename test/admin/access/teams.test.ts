import { openTeams } from '../../../admin/access/teams';
import { parseConfig } from '../../../worker/config';

type Answer = string[] | undefined;
const asking = (directory: (team: string) => Promise<Answer> | Answer, now?: () => number) =>
  openTeams(
    parseConfig({
      directory,
      policies: [{ name: 'all', approvers: ['finance-team', 'cy'] }],
      operators: ['olga'],
    }),
    now,
  );
const finance = (team: string) => (team === 'finance-team' ? ['ana'] : undefined);

it('finds the teams of a person, and the names that are teams, with a directory function', async () => {
  const teams = asking(finance);
  expect([await teams.of('ana'), await teams.of('cy')]).toEqual([['finance-team'], []]);
  expect([await teams.isTeam('finance-team'), await teams.isTeam('cy')]).toEqual([true, false]);
});

it('accepts only a list from the directory, not a string', async () => {
  const teams = asking(() => 'ana, bob' as never);
  expect(await teams.of('a')).toBeUndefined();
});

it('does not wait for a directory that hangs: the teams are then unknown', async () => {
  jest.useFakeTimers();
  try {
    const teams = asking(() => new Promise<Answer>(() => {}));
    const of = teams.of('ana');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await of).toBeUndefined();
  } finally {
    jest.useRealTimers();
  }
});

it('treats every name in the config as a team until the directory has answered once', async () => {
  let now = 0;
  let isDown = true;
  const teams = asking(
    (team) => {
      if (isDown) throw new Error('down');
      return finance(team);
    },
    () => now,
  );
  expect([await teams.isTeam('finance-team'), await teams.isTeam('eve')]).toEqual([true, false]);
  isDown = false;
  expect(await teams.isTeam('cy')).toBe(false);
  [now, isDown] = [120_000, true];
  expect([await teams.of('ana'), await teams.isTeam('cy')]).toEqual([undefined, false]);
  expect(await teams.isTeam('finance-team')).toBe(true);
});
