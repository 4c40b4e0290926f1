import { ApprovalManager, requireConfirmation, TemporalUnreachable } from '../../../client';
import { startTemporal } from '../../support/temporal';

test('a guarded function throws with Temporal away, and runs nothing', async () => {
  const fn = jest.fn(async () => 'ran');
  const temporal = await startTemporal();
  const approvals = await ApprovalManager.connect({ address: temporal.address });
  await temporal.stop();
  const guarded = requireConfirmation({ message: 'Sure?', requesterId: 'ana', approvals, action: 'pay' }, fn);
  await expect(guarded()).rejects.toThrow(TemporalUnreachable);
  await approvals.close();
  expect(fn).not.toHaveBeenCalled();
});
