import { MockActivityEnvironment } from '@temporalio/testing';
import { resolveSomeTeams } from '../../../activities/requests/directory';

const answering = (names: string[], directory: (team: string) => Promise<string[] | undefined>) =>
  new MockActivityEnvironment().run(resolveSomeTeams, directory, names);

test('a failing lookup of one team does not delay the others', async () => {
  const directory = (team: string) => {
    if (team === 'chiefs') throw new Error('503');
    return Promise.resolve(team === 'reviewers' ? ['ana', 'ana'] : undefined);
  };
  expect(await answering(['reviewers', 'chiefs', 'eve'], directory)).toEqual({
    answered: ['reviewers', 'eve'],
    teams: { reviewers: ['ana'] },
  });
});

test('a lookup without an answer does not delay the others either', async () => {
  jest.useFakeTimers();
  const directory = (team: string) =>
    team === 'chiefs' ? new Promise<never>(() => {}) : Promise.resolve(['ana']);
  const answer = answering(['reviewers', 'chiefs'], directory);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(await answer).toEqual({ answered: ['reviewers'], teams: { reviewers: ['ana'] } });
  jest.useRealTimers();
});

test('it throws with all names if every lookup fails, so that it is retried', async () => {
  const directory = (team: string) => Promise.reject(new Error(`no ${team}`));
  await expect(answering(['reviewers', 'chiefs'], directory)).rejects.toThrow(
    'the directory does not answer about reviewers: no reviewers; chiefs: no chiefs',
  );
});
