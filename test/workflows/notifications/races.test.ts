import { Notifications } from '../../../client';
import type { ConfigInput } from '../../../contract/config/config';
import { type SmtpForTests, startSmtp } from '../../support/smtp';
import { TELLING } from '../../support/telling';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let smtp: SmtpForTests;
beforeAll(async () => {
  [temporal, smtp] = await Promise.all([startTemporal(), startSmtp()]);
});
afterAll(async () => {
  await temporal?.stop();
  await smtp.stop();
});
beforeEach(() => (smtp.mails.length = 0));

const subjectsTo = (person: string) =>
  smtp.mails
    .filter(({ to }) => [to].flat()[0]?.text === `${person}@example.com`)
    .map(({ subject }) => subject);

it('sends the outcome also to a person whose message was being sent during planning', async () => {
  // The second plan takes long, and the mail to ana arrives in the meantime.
  let looks = 0;
  const contacts: ConfigInput['contacts'] = async (person) => {
    if (person === 'ana') looks++;
    if (person === 'bo' && looks > 2) await new Promise((resolve) => setTimeout(resolve, 1_500));
    return { email: `${person}@example.com` };
  };
  const config: ConfigInput = {
    ...TELLING,
    contacts,
    channels: { mail: { type: 'email', smtp: smtp.url, from: 'a@example.com' } },
  };
  await temporal.withWorker(async () => {
    const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'eve' });
    await eventually(async () => (await temporal.manager.getRequest(id)).plan !== undefined);
    await temporal.manager.reject(id, { decidedBy: 'bo', reason: 'no' });
    await temporal.client.workflow.getHandle(`${id}-notifications`).result();
    const { items } = await new Notifications(temporal.client).get(id);
    const called = items.filter(({ key, status }) => key === 'requested' && status === 'sent');
    for (const { to = '' } of called.filter((item) => item.to !== 'bo'))
      expect(subjectsTo(to)).toEqual(['Approval needed: pay', 'Rejected: pay']);
    expect(subjectsTo('eve')).toEqual(['Rejected: pay']);
  }, config);
});
