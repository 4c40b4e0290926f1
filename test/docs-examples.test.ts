import ts from 'typescript';
import * as main from 'temporal-hitl';
import * as client from 'temporal-hitl/client';
import type { ConfigInput } from '../contract/config/config';
import { codeOf, examplesIn, PAGES } from './support/docs-code';
import { managersOn } from './support/escalating';
import { eventually, startTemporal, type TemporalForTests } from './support/temporal';

const all = PAGES.flatMap((page) => examplesIn(page));

describe('run', () => {
  let temporal: TemporalForTests;
  const environment = { ...process.env };
  beforeAll(async () => {
    temporal = await startTemporal({ server: {}, keepsWorker: true });
    Object.assign(process.env, { TEMPORAL_ADDRESS: temporal.address, HITL_TASK_QUEUE: temporal.taskQueue });
  });
  afterAll(async () => {
    process.env = environment;
    await temporal?.stop();
  });

  /** What the examples have printed. */
  let printed: string[] = [];
  beforeEach(() => {
    printed = [];
  });
  const prints = (line: string) => eventually(async () => printed.includes(line));

  /** Runs the example as its own program: with arguments, and with what it prints kept. Answers with its exports. */
  async function run(path: string, ...args: string[]): Promise<Record<string, unknown>> {
    const example = all.find((each) => each.path === path);
    if (example === undefined) throw new Error(`there is no example ${path}`);
    const { outputText } = ts.transpileModule(codeOf(example), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const folder = path.slice(0, path.lastIndexOf('/'));
    const step = all.find((each) => each.path === `${folder}/step.ts`);
    const modules: Record<string, unknown> = {
      'temporal-hitl': main,
      'temporal-hitl/client': client,
      ...(step && step !== example && { './step': await run(step.path) }),
    };
    const program = async () => {};
    const Program = program.constructor as new (...code: string[]) => (...given: unknown[]) => Promise<void>;
    const exported: Record<string, unknown> = {};
    await new Program('require', 'exports', 'process', 'console', outputText)(
      (name: string) => modules[name],
      exported,
      { argv: ['node', path, ...args], env: process.env },
      { log: (line: string) => printed.push(line) },
    );
    return exported;
  }

  const configOf = async (path: string) => (await run(path)).default as ConfigInput;
  const isPending = (id: string) =>
    temporal.manager.getRequest(id).then(
      ({ status, plan }) => status === 'pending' && plan !== undefined,
      () => false,
    );
  const decided = async (id: string) => {
    await eventually(() => isPending(id));
    return temporal.manager.approve(id, { decidedBy: 'ana' });
  };

  it('the README: asks, and transfers once people have approved', async () => {
    const config = await configOf('README-md/1.mts');
    await temporal.withWorker(async () => {
      await run('README-md/0.mts');
      const request = async () =>
        (await temporal.manager.listRequests({ action: 'transfer_funds', status: 'pending' })).items[0];
      await eventually(async () => (await request()) !== undefined);
      const id = (await request())?.id ?? '';
      const { status } = await decided(id);
      // At night in Berlin the manager must approve too.
      if (status === 'pending') await temporal.manager.approve(id, { decidedBy: 'di', stage: 2 });
      await prints('transferring');
      expect(printed).toEqual(['transferring']);
    }, config);
  });

  describe('the tutorial', () => {
    const folder = 'docs-tutorial-md/refunds';

    it('refunds small amounts at once, and large ones once a person has approved', async () => {
      await temporal.withWorker(
        async () => {
          await run(`${folder}/agent.ts`, '7', '20');
          await prints('Refunded $20 for order 7');
          await run(`${folder}/agent.ts`, '8', '250');
          expect(await decided('refund-8')).toMatchObject({ outcome: 'accepted', status: 'approved' });
          await prints('Refunded $250 for order 8');
        },
        await configOf(`${folder}/temporal.config.ts`),
      );
    });

    it('tells the agent the reason of a rejection, and refuses the requester', async () => {
      await temporal.withWorker(
        async () => {
          await run(`${folder}/agent.ts`, '9', '300');
          await eventually(() => isPending('refund-9'));
          expect(await temporal.manager.approve('refund-9', { decidedBy: 'refund-agent' })).toMatchObject({
            outcome: 'not_authorized',
          });
          await temporal.manager.reject('refund-9', { decidedBy: 'bo', reason: 'no receipt' });
          await prints('Not refunded: rejected no receipt');
          expect(await temporal.manager.approve('refund-9', { decidedBy: 'ana' })).toMatchObject({
            outcome: 'conflict',
            decidedBy: 'bo',
          });
        },
        await configOf(`${folder}/temporal.config.ts`),
      );
    });

    it('hosts the agent: asks, pays once, and follows what a person says when it is unsure', async () => {
      const { runs, escalations } = managersOn(temporal);
      await temporal.withWorker(
        async () => {
          const sure = { order: '12', message: 'please give me 250 back' };
          const { id } = await runs.start({ agent: 'refunds', input: sure });
          await decided(`${id}-refund`);
          expect(await runs.wait(id, { timeout: '20s' })).toMatchObject({
            status: 'completed',
            output: expect.stringContaining('APPROVED by ana'),
          });
          expect(printed).toEqual([expect.stringContaining('Paid back $250 for order 12')]);

          const unsure = { order: '13', message: 'this is broken!' };
          await runs.start({ agent: 'refunds', input: unsure, id: 'refund-run' });
          const escalation = 'refund-run-escalation-1';
          const isOpen = () =>
            escalations.getEscalation(escalation).then(
              ({ plan }) => plan !== undefined,
              () => false,
            );
          await eventually(isOpen);
          await escalations.resolve(escalation, {
            resolvedBy: 'bo',
            action: 'modify',
            resolution: 'looked at the order',
            modification: { amount: 80 },
          });
          expect(await runs.wait('refund-run', { timeout: '20s' })).toMatchObject({ status: 'completed' });
          expect(printed).toContainEqual(expect.stringContaining('Paid back $80 for order 13'));
        },
        await configOf(`${folder}/temporal.config.ts`),
      );
    });
  });

  it('the guide for fastagentic: does what the original does', async () => {
    const config = await configOf('docs-from-fastagentic-md/port/temporal.config.ts');
    await temporal.withWorker(async () => {
      await run('docs-from-fastagentic-md/port/agent.ts');
      await prints('transferred');
    }, config);
  });
});
