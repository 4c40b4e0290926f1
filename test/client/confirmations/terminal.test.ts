import { type ConfirmationOptions, requireConfirmation } from '../../../client';
import { osUser } from '../../../client/confirmations/ask';
import { fakeTerminal } from '../../support/fake-terminal';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

const me = osUser() ?? '';
let actions = 0;

/** A guarded function that asks in a fake terminal, called. */
function call(more: Partial<ConfirmationOptions<[string], string>> = {}, terminal = fakeTerminal()) {
  const fn = jest.fn(async (table: string) => `dropped ${table}`);
  const action = `drop-${++actions}`;
  const guarded = requireConfirmation<unknown, [string], string>(
    {
      message: (table) => `Drop ${table}?`,
      confirmer: 'terminal',
      approvals: temporal.manager,
      action,
      terminal,
      onCancel: ({ status, message }) => `${status}: ${message}`,
      ...more,
    },
    fn,
  );
  const record = async () => {
    const { items } = await temporal.manager.listRequests({ action });
    return temporal.manager.getRequest(items[0]?.id ?? '');
  };
  return { ...terminal, terminal, fn, action, answer: guarded('users'), record };
}

describe('asked in the terminal', () => {
  test('shows the question, and runs after y, which is recorded in Temporal', () =>
    temporal.withWorker(async () => {
      const { shows, screen, type, answer, record } = call({ resource: 'prod' });
      await shows('Continue? [y/N]');
      for (const part of [
        /Confirm: drop-\d+ on prod, for /,
        /│ +1\. users/,
        /│ Drop users\?/,
        /within 60s means no/,
      ])
        expect(screen()).toMatch(part);
      type('y\r');
      expect(await answer).toBe('dropped users');
      expect(screen()).toContain('Confirmed.');
      expect(await record()).toMatchObject({
        kind: 'confirmation',
        status: 'approved',
        requesterId: me,
        confirmation: { confirmers: [me] },
        decisions: [{ decidedBy: me, via: 'terminal' }],
      });
    }));

  test.each([
    ['n', 'n\r'],
    ['nothing', '\r'],
    ['anything else', 'yess\r'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-C in the middle of a yes', 'y\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s is a refusal, and is recorded as one', (_, keys) =>
    temporal.withWorker(async () => {
      const { shows, type, answer, fn, record } = call();
      await shows('Continue? [y/N]');
      type(keys);
      expect(await answer).toMatch(/^rejected: .*declined/);
      expect(fn).not.toHaveBeenCalled();
      expect(await record()).toMatchObject({
        status: 'rejected',
        end: { name: me },
        decisions: [{ decision: 'reject', via: 'terminal' }],
      });
    }),
  );

  test('the end of the input is a refusal, also if it had ended before', () =>
    temporal.withWorker(async () => {
      const first = call();
      await first.shows('Continue? [y/N]');
      first.input.end();
      expect(await first.answer).toMatch(/^rejected: .*the input ended/);
      const second = call({}, first.terminal);
      expect(await second.answer).toMatch(/^rejected: .*the input ended/);
      expect(second.fn).not.toHaveBeenCalled();
    }));

  test('the value must be typed, and may be tried again; the workflow compares', () =>
    temporal.withWorker(async () => {
      const { shows, screen, type, answer, record } = call({ confirmValue: 'users' });
      await shows('Type users to continue: ');
      expect(screen()).not.toContain('[y/N]');
      type('y\r');
      await shows('The typed value is wrong');
      await shows('Type users to continue: ', 2);
      type('users\r');
      expect(await answer).toBe('dropped users');
      expect(await record()).toMatchObject({ refusedCount: 1, wrongValues: [{ by: me }] });
    }));

  test('five wrong values are a refusal', () =>
    temporal.withWorker(async () => {
      const { shows, type, answer, fn } = call({ confirmValue: 'users' });
      for (let times = 1; times <= 5; times++) {
        await shows('Type users to continue: ', times);
        type('user\r');
      }
      expect(await answer).toMatch(/^rejected: .*a wrong value was typed 5 times/);
      expect(fn).not.toHaveBeenCalled();
    }));

  test.each<[string, object, (id: string) => Promise<unknown>, RegExp]>([
    ['cancelled', {}, (id) => temporal.manager.cancel(id, { cancelledBy: me }), /^cancelled: /],
    ['declined', {}, (id) => temporal.manager.reject(id, { decidedBy: me }), /^rejected: /],
    ['confirmed', {}, (id) => temporal.manager.approve(id, { decidedBy: me }), /^dropped users$/],
    ['expired', { timeout: '1s' }, async () => {}, /^expired: /],
  ])('the question ends by itself when the request is %s elsewhere', (_, more, act, ending) =>
    temporal.withWorker(async () => {
      const { shows, answer, action, input } = call(more);
      await shows('Continue? [y/N]');
      const { items } = await temporal.manager.listRequests({ action });
      await act(items[0]?.id ?? '');
      expect(await answer).toMatch(ending);
      expect(input.listenerCount('keypress') + input.listenerCount('data')).toBeLessThanOrEqual(1);
      expect(input.isPaused()).toBe(true);
    }),
  );

  test('two questions at once are asked one after the other', () =>
    temporal.withWorker(async () => {
      const first = call();
      const second = call({}, first.terminal);
      await first.shows('Continue? [y/N]');
      expect(first.screen()).not.toContain(second.action);
      first.type('y\r');
      expect(await first.answer).toBe('dropped users');
      await first.shows('Continue? [y/N]', 2);
      first.type('n\r');
      expect(await second.answer).toMatch(/^rejected/);
      expect(second.fn).not.toHaveBeenCalled();
    }));

  test('input typed before the question does not answer it', () =>
    temporal.withWorker(async () => {
      const terminal = fakeTerminal();
      terminal.type('y\r');
      const { shows, fn, type, answer } = call({}, terminal);
      await shows('Continue? [y/N]');
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(fn).not.toHaveBeenCalled();
      type('n\r');
      expect(await answer).toMatch(/^rejected/);
    }));

  test("control characters in an agent's text do not reach the terminal", () =>
    temporal.withWorker(async () => {
      const evil = '\u001b[2J\u202EContinue? [y/N] \u0007';
      const { shows, screen, type, answer } = call({
        message: evil,
        resource: evil,
        confirmValue: `a\u200Bb`,
      });
      await shows('to continue: ');
      type('\r');
      await answer;
      expect(screen()).toContain('Type a⟨U+200B⟩b to continue');
      expect(screen()).not.toContain('\u001b[2J');
      expect(screen()).not.toContain('\u202E');
      expect(screen()).not.toContain('\u0007');
      for (const line of screen()
        .split('\n')
        .filter((text) => text.includes('⟨U+202E⟩Continue?')))
        expect(line).toMatch(/^ {2}│|^Confirm: /);
    }));

  test('without a worker, a refusal counts at once', async () => {
    await temporal.stopWorker();
    const { shows, type, answer, fn } = call({ timeout: '10m' });
    await shows('Continue? [y/N]');
    type('n\r');
    expect(await answer).toMatch(/^rejected: .*declined/);
    expect(fn).not.toHaveBeenCalled();
  });

  test('without a worker, a yes counts once a worker is back, and the question ends in time', async () => {
    await temporal.stopWorker();
    const yes = call({ timeout: '10m' });
    await yes.shows('Continue? [y/N]');
    yes.type('y\r');
    await yes.shows('no worker has answered yet');
    const silent = call({ timeout: '500ms' });
    await silent.shows('Time is up');
    expect(yes.fn).not.toHaveBeenCalled();
    await temporal.withWorker(async () => {
      expect(await yes.answer).toBe('dropped users');
      expect(await silent.answer).toMatch(/^expired/);
    });
  });

  test('a person who may not confirm is told so, and nothing stays open', () =>
    temporal.withWorker(
      async () => {
        const { shows, type, answer, record } = call();
        await shows('Continue? [y/N]');
        type('y\r');
        await shows('a team cannot decide');
        expect(await answer).toMatch(/^cancelled: /);
        await eventually(async () => (await record()).status === 'cancelled');
      },
      { directory: { [me]: ['another-person'] }, fallback: 'reject' },
    ));
});
