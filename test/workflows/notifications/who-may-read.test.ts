import type { ConfigInput } from '../../../contract/config/config';
import { notificationsOf, TELLING } from '../../support/telling';
import { tellingByMail } from '../../support/telling-by-mail';
import { startApproval, withWorker } from '../../support/time-skipping';

const at = tellingByMail();

const config = (read: { own?: string[]; team?: string[]; all?: string[] }): ConfigInput => ({
  ...TELLING,
  directory: { 'finance-team': ['ana', 'bo'], seniors: ['bo'] },
  contacts: { ...(TELLING.contacts as object), eve: { email: 'eve@example.com' } },
  channels: { mail: { type: 'email', smtp: at.smtp.url, from: 'a@example.com' } },
  admin: { signIn: { dev: true }, access: { read } },
});

/** Who gets a mail about a request of eve's that ana rejects. */
async function toldUnder(read: Parameters<typeof config>[0]): Promise<string[]> {
  return withWorker(at.env, config(read), async (queue) => {
    const request = await startApproval(at.env, queue, { requesterId: 'eve' });
    await at.env.sleep('1m');
    await request.update({ decision: 'reject', reason: 'no' });
    await notificationsOf(at.env.client, request.id);
    return at.smtp.mails.flatMap(({ to }) => [to].flat().map((one) => one?.text ?? '')).sort();
  });
}

it('tells those whom the admin server lets read it, in their own right or by a team', async () => {
  expect(await toldUnder({ own: ['everyone'], team: ['everyone'] })).toEqual([
    'ana@example.com',
    'bo@example.com',
    'bo@example.com',
    'eve@example.com',
  ]);
});

it('tells nobody of what they may not read there', async () => {
  expect(await toldUnder({ team: ['seniors'] })).toEqual(['bo@example.com', 'bo@example.com']);
  at.smtp.mails.length = 0;
  expect(await toldUnder({ all: ['eve'] })).toEqual(['eve@example.com']);
});
