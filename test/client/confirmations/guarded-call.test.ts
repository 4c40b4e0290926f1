import { InvalidInput, requireConfirmation } from '../../../client';
import { guarding } from '../../support/guarding';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());
const { options, asked } = guarding(() => temporal);

describe('the arguments', () => {
  test('are those that were shown, even if the caller changes them meanwhile', () =>
    temporal.withWorker(async () => {
      const order = { to: 'ana', items: [1, 2], none: undefined as number | undefined };
      const fn = jest.fn(async (given: typeof order) => given);
      const given = options<[typeof order], typeof order>({
        message: (shown) => {
          shown.to = 'changed by the message';
          return 'Sure?';
        },
      });
      const answer = requireConfirmation(given, fn)(order);
      order.to = 'mallory';
      order.items.push(3);
      const { id } = await asked(given.action);
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      const ran = await answer;
      expect(ran).toEqual({ to: 'ana', items: [1, 2] });
      expect(ran).not.toBe(order);
      const { context } = await temporal.manager.getRequest(id);
      expect(context).toEqual({ arguments: [{ to: 'ana', items: [1, 2] }] });
    }));

  class Money {
    amount = 1;
  }
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  test.each<[string, unknown[]]>([
    ['arguments.1', [1, new Date()]],
    ['arguments.0.when', [{ when: new Date() }]],
    ['arguments.0', [new Map()]],
    ['arguments.0', [() => 1]],
    ['arguments.0', [new Money()]],
    ['arguments.0.0', [[new Money()]]],
    ['arguments.0.self', [cycle]],
    ['arguments.0', [undefined, 1]],
    ['arguments.0.n', [{ n: NaN }]],
    ['arguments.0', [10n]],
    ['arguments.0', [Symbol('s')]],
    ['arguments.0', [Buffer.from('x')]],
    ['arguments.0', [{ toJSON: () => 1 }]],
    ['arguments.0', [new AbortController().signal]],
  ])('that are not plain JSON are refused by name: %s', async (path, args) => {
    const fn = jest.fn(async (..._: unknown[]) => 'ran');
    const given = options<unknown[], string>();
    const call = requireConfirmation(given, fn)(...args);
    await expect(call).rejects.toThrow(InvalidInput);
    await expect(call).rejects.toThrow(path);
    expect(fn).not.toHaveBeenCalled();
    expect(await temporal.manager.countRequests({ action: given.action })).toBe(0);
  });

  test('may be left out, and may be shown as another context', () =>
    temporal.withWorker(async () => {
      const fn = jest.fn(async (key: string, note?: string) => [key, note]);
      const given = options<[string, string?], unknown[]>({
        context: (key) => ({ key: `${key.slice(0, 2)}…` }),
      });
      const answer = requireConfirmation(given, fn)('secret', undefined);
      const { id } = await asked(given.action);
      expect((await temporal.manager.getRequest(id)).context).toEqual({ key: 'se…' });
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      expect(await answer).toEqual(['secret', undefined]);
    }));
});

describe('as a decorator', () => {
  test('keeps this, and runs the method once', () =>
    temporal.withWorker(async () => {
      const decorated = options<[string], string>({ message: (env) => `Deploy to ${env}?` });
      class Guarded {
        #calls = 0;
        constructor(readonly by: string) {}

        @requireConfirmation(decorated)
        async deploy(env: string): Promise<string> {
          this.#calls += 1;
          return `${this.by} deployed to ${env}, call ${this.#calls}`;
        }
      }
      const answer = new Guarded('ana').deploy('prod');
      const { id, message } = await asked(decorated.action);
      expect(message).toBe('Deploy to prod?');
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      expect(await answer).toBe('ana deployed to prod, call 1');
    }));

  test('takes the name of the method as the action, also of a static one, and of methods with more parameters', () =>
    temporal.withWorker(async () => {
      const { action: _action, ...nameless } = options({ message: (env: string) => `${env}?` });
      class Guarded {
        @requireConfirmation(nameless)
        static async releaseToday(env: string, times: number): Promise<string> {
          return env.repeat(times);
        }
      }
      expect(Guarded.releaseToday.name).toBe('releaseToday');
      const answer = Guarded.releaseToday('x', 2);
      const { id } = await asked('releaseToday');
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      expect(await answer).toBe('xx');
    }));

  test('refuses legacy decorators, and anything but a method', () => {
    const decorate = requireConfirmation(options()) as unknown as (...args: unknown[]) => unknown;
    expect(() => decorate({}, 'deploy', {})).toThrow(InvalidInput);
    expect(() => decorate(() => 1, { kind: 'getter', name: 'x' })).toThrow(InvalidInput);
  });
});
