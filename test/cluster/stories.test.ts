import { api, webhooksAbout } from '../support/cluster/control';
import { eventually } from '../support/temporal';

it('notifies by webhook of a request, and of its decision', async () => {
  const content = { action: 'transfer_funds', requesterId: 'agent', context: { amount: 20_000 } };
  const { status, body } = await api('/requests', content);
  expect([status, body.status]).toEqual([201, 'pending']);
  const kinds = async () => (await webhooksAbout(body.id)).map(({ payload }) => payload.type);
  await eventually(async () => (await kinds()).length === 1);
  const decided = await api(`/requests/${body.id}/decisions`, { decision: 'approve' }, 'ana');
  expect(decided.body).toMatchObject({ outcome: 'accepted', status: 'approved' });
  await eventually(async () => (await kinds()).length === 2);
});
