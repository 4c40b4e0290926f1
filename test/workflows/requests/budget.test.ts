import type { ConfigInput } from '../../../contract/config/config';
import type { PolicyInput } from '../../../contract/config/policy';
import { contentHash } from '../../../rules/digest';
import { costOf, isSettled } from '../../support/budget';
import { CONFIG, eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const requirement: PolicyInput = { name: 'payments', approvers: ['finance-team'], expireAfter: '4h' };
const people: Record<string, string[]> = { 'finance-team': ['ana', 'bo'] };

/** Budgets of the specification (design section temporal), in events and billable actions, from real history. */
describe('the cost of a request', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
  afterAll(() => temporal?.stop());

  const costs = async (config: ConfigInput, signals: object[]) =>
    temporal.withWorker(async () => {
      const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
      const handle = temporal.client.workflow.getHandle(id);
      for (const signal of signals) {
        // Wait for the task before, since a decision that arrives earlier makes the history shorter.
        await eventually(() => isSettled(handle));
        await handle.signal('decide', { decision: 'approve', decidedBy: 'ana', ...signal });
      }
      await handle.result();
      return costOf(handle);
    }, config);

  const within = (cost: { events: number; actions: number }, events: number, actions: number) => {
    expect(cost.events).toBeLessThanOrEqual(events);
    expect(cost.actions).toBeLessThanOrEqual(actions);
  };

  it('is 14 events and 6 actions for one decision under a static directory', async () =>
    within(await costs(CONFIG, [{}]), 14, 6));

  it('is 26 and 8 with a directory function and its recheck', async () =>
    within(await costs({ directory: (team) => people[team], policies: [requirement] }, [{}]), 26, 8));

  it('is 4 and 1 more for a further decision', async () =>
    within(
      await costs({ ...CONFIG, policies: [{ ...requirement, quorum: 2 }] }, [{}, { decidedBy: 'bo' }]),
      18,
      7,
    ));

  it('is 1 and 1 more for a further stage, beside its decision', async () =>
    within(
      await costs({ ...CONFIG, policies: [requirement, { ...requirement, name: 'second', stage: 2 }] }, [
        {},
        { expected: { stage: 2 } },
      ]),
      19,
      8,
    ));

  it('is 5 and 2 more for an edit that does not end the request', async () => {
    const editing: PolicyInput = { ...requirement, quorum: 2, decisions: ['approve', 'edit'], editable: ['/amount'] };
    const hash = (amount?: number) =>
      contentHash({ action: 'pay', requesterId: 'agent-1', context: amount === undefined ? {} : { amount } });
    within(
      await costs({ ...CONFIG, policies: [editing] }, [
        { decision: 'edit', context: { amount: 1 }, expected: { contentHash: hash() } },
        { decidedBy: 'bo', expected: { contentHash: hash(1) } },
      ]),
      19,
      8,
    );
  });

  it('is 4 and 1 more for a refused decision', async () =>
    within(await costs(CONFIG, [{ decidedBy: 'mallory' }, {}]), 18, 7));
});
