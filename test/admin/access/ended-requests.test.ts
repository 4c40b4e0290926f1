import { readEnded } from '../../../admin/access/ended-requests';
import type { Principal } from '../../../admin/access/principal';
import { openAdminContext } from '../../../admin/server/open';
import { adminSettings } from '../../../admin/server/settings';
import { RequestNotFound } from '../../../contract/errors';
import { parseConfig } from '../../../worker/config';
import { INBOX_CONFIG } from '../../support/inbox-app';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal();
});
afterAll(() => temporal?.stop());

const person = (name: string, teams: string[] = []): Principal => ({
  kind: 'person',
  name,
  account: name,
  via: 'page',
  teams,
});

test('an ended request is read once, and only people who may read it get it', async () => {
  const { client, taskQueue, manager } = temporal;
  const config = parseConfig(INBOX_CONFIG);
  const settings = adminSettings(config.admin, { host: '127.0.0.1', port: 8234, env: {} });
  const admin = openAdminContext({ config, settings, client, taskQueue });
  const listed = { id: 'transfer-1', closedAt: '2026-11-30T08:00:00.000Z' };
  const [bo, eve] = [person('bo', ['finance-team']), person('eve')];

  await temporal.withWorker(async () => {
    await manager.requestApproval({ id: 'transfer-1', action: 'transfer_funds', requesterId: 'bot' });
    await manager.approve('transfer-1', { decidedBy: 'ana' });
    await manager.waitForApproval('transfer-1');
    expect(await readEnded(admin, bo, listed)).toMatchObject({ status: 'approved' });
  }, INBOX_CONFIG);

  // Without a worker, Temporal cannot answer: the request comes from memory.
  expect(await readEnded(admin, bo, listed)).toMatchObject({ id: 'transfer-1', status: 'approved' });
  await expect(readEnded(admin, eve, listed)).rejects.toThrow(RequestNotFound);
});
