import { AgentRuns, ApprovalManager, EscalationManager, requireConfirmation } from '../../client';
import { startTemporal, type TemporalForTests } from '../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal()));
afterAll(() => temporal?.stop());

/** Calls as JavaScript would, without a compiler. */
const loosely = (options: object) => options as never;

describe('a misspelt option is refused by name, not dropped', () => {
  test('of a confirmation', () => {
    const options = loosely({ message: 'Drop it?', confirmValu: 'orders', requesterId: 'ana' });
    expect(() => requireConfirmation(options, async () => 'dropped')).toThrow(
      'confirmValu: is not a known option. Known options: message, action,',
    );
  });

  test('of a report and of a wait', async () => {
    const { client, taskQueue } = temporal;
    const escalations = new EscalationManager(client, { taskQueue });
    await expect(
      escalations.checkEscalation('run-1', { confidence: 0.1 }, loosely({ escalat: true })),
    ).rejects.toThrow('escalat: is not a known option');
    await expect(
      escalations.escalate('run-1', loosely({ level: 'manager', reason: 'x', contxt: {} })),
    ).rejects.toThrow('contxt: is not a known option');
    await expect(temporal.manager.waitForApproval('request-1', loosely({ timout: '5s' }))).rejects.toThrow(
      'timout: is not a known option',
    );
    await expect(new AgentRuns(client).start(loosely({ agent: 'a', inputs: 1 }))).rejects.toThrow(
      'inputs: is not a known option',
    );
  });

  test('of a filter, which would otherwise list too much', async () => {
    const { client } = temporal;
    await expect(temporal.manager.listRequests(loosely({ requester: 'ana' }))).rejects.toThrow('requester');
    await expect(temporal.manager.countRequests(loosely({ run: 'r' }))).rejects.toThrow(
      'run: is not a known option',
    );
    await expect(new EscalationManager(client).listEscalations(loosely({ run: 'r' }))).rejects.toThrow('run');
    await expect(new AgentRuns(client).list(loosely({ state: 'running' }))).rejects.toThrow('state');
  });

  test('of the connection', async () => {
    await expect(ApprovalManager.connect(loosely({ taskQeue: 'mine' }))).rejects.toThrow('taskQeue');
  });

  test('of a decision, whose verdict names it', async () => {
    const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
    const approved = await temporal.manager.approve(id, loosely({ decidedBy: 'ana', stag: 2 }));
    expect(approved).toMatchObject({ outcome: 'invalid', message: expect.stringContaining('stag') });
    const cancelled = await temporal.manager.cancel(id, loosely({ cancelledBy: 'agent-1', reson: 'x' }));
    expect(cancelled).toMatchObject({ outcome: 'invalid', message: expect.stringContaining('reson') });
  });
});
