import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatTime } from '../../../rules/notifications/reader';
import { ADMIN } from '../../support/admin-app';
import { ACCESS, slackAppForTests } from '../../support/slack-app';
import { dmOf, textOf } from '../../support/slack-stand-in';
import { bring, clickOn, signed } from '../../support/slack-visitor';
import { eventually } from '../../support/temporal';

const at = slackAppForTests();
const { record, whispers } = at;

describe('a Slack interaction that does not count', () => {
  it('refuses a body with an invalid, old or missing signature, or a truncated body', async () => {
    const { id, card } = await at.request({});
    const click = clickOn(at.slack, card, 'Approve', 'UANA');
    const good = signed(click);
    const { body, headers } = good;
    const bad = [
      signed(click, { secret: 'another secret' }),
      signed(click, { age: 301 }),
      signed(click, { age: -330 }),
      { body: body.slice(0, -1), headers },
      { body: body.replace('UANA', 'UBO_'), headers },
      { body, headers: { ...headers, 'X-Slack-Signature': 'v0=' } },
      { body, headers: { ...headers, 'X-Slack-Signature': '' } },
      { body, headers: { ...headers, 'X-Slack-Request-Timestamp': '0' } },
      { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
      signed({ ...click, team: { id: 'T9999' } }),
    ];
    for (const one of bad) expect((await bring(at.admin.app, one)).status).toBe(401);
    for (const payload of ['{', '[]', 'null', JSON.stringify({ type: 'block_actions' })])
      expect((await bring(at.admin.app, signed(payload))).status).toBe(400);
    expect(await record(id)).toMatchObject({ status: 'pending', decisions: [], refused: [] });
    expect(at.slack.whispers).toEqual([]);
    expect((await bring(at.admin.app, good)).status).toBe(200);
    expect((await record(id)).status).toBe('approved');
  });

  it('counts a click once if Slack delivers it several times', async () => {
    const { id, card } = await at.request({ action: 'deploy' });
    const click = signed(clickOn(at.slack, card, 'Approve', 'UANA'));
    for (let time = 0; time < 3; time++) expect((await bring(at.admin.app, click)).status).toBe(200);
    expect(await record(id)).toMatchObject({ status: 'pending', stage: 2, decisions: [{ stage: 1 }] });
    expect(whispers()).toContain('This decision counted before');
  });

  it.each([
    ['an account that is not in the contacts', 'UWHO', {}, "slack: 'UWHO'"],
    [
      'an account of another workspace',
      'UANA',
      { user: { id: 'UANA', team_id: 'T9999' } },
      'another workspace',
    ],
    ['a person who is not an approver', 'UCY', {}, 'no request has'],
  ])('refuses %s with a private message', async (_, user, more, message) => {
    const { id, card } = await at.request({});
    for (const label of ['Approve', 'Reject']) await at.click(card, label, user, more);
    expect(await record(id)).toMatchObject({ status: 'pending', decisions: [] });
    expect(at.slack.views).toEqual([]);
    expect(at.slack.whispers).toHaveLength(2);
    expect(whispers()).toContain(message);
  });

  it('takes the name from the account and ignores names in the payload', async () => {
    const { id, card } = await at.request({});
    await at.click(card, 'Approve', 'UCY', {
      user: { id: 'UCY', username: 'ana', name: 'ana', decidedBy: 'ana' },
    });
    expect(await record(id)).toMatchObject({ status: 'pending', decisions: [] });
  });

  it('refuses a click on an outdated card and updates the card without a new message', async () => {
    const { id, card } = await at.request({});
    const before = card.blocks;
    const late = [clickOn(at.slack, card, 'Approve', 'UANA'), clickOn(at.slack, card, 'Reject', 'UANA')];
    await at.temporal.manager.reject(id, { decidedBy: 'bo', reason: 'no' });
    await at.told(id);
    // Messages about requests of earlier tests may still arrive.
    const about = () => at.slack.messages.filter((message) => JSON.stringify(message.sent).includes(id));
    const sent = about().length;
    expect(sent).toBeGreaterThan(0);
    for (const click of late) {
      card.blocks = before;
      expect((await bring(at.admin.app, signed(click))).status).toBe(200);
      await eventually(async () => textOf(card).includes('rejected by bo'));
      await at.told(id);
    }
    expect(whispers()).toMatch(/Too late: others decided differently.*\n.*Too late. It was rejected by bo/);
    expect(at.slack.views).toEqual([]);
    expect(about()).toHaveLength(sent);
  });

  it('says when it ended in the zone of the person who clicked, with UTC beside it', async () => {
    const { id, card } = await at.request({});
    const contacts = { ana: { slack: 'UANA', timeZone: 'Asia/Tokyo', locale: 'de-CH' } };
    const clicks = ['Approve', 'Reject'].map((label) => clickOn(at.slack, card, label, 'UANA'));
    await at.temporal.manager.reject(id, { decidedBy: 'bo', reason: 'no' });
    const { end } = await record(id);
    const written = formatTime(end?.at ?? '', contacts.ana);
    expect(written).toMatch(/ Asia\/Tokyo \(.*\d\d:\d\d UTC\)$/);
    for (const contact of [contacts, (name: string) => (name === 'ana' ? contacts.ana : undefined)]) {
      at.slack.clear();
      const admin = at.adminWith({ contacts: contact });
      for (const click of clicks) expect((await bring(admin.app, signed(click))).status).toBe(200);
      expect(at.slack.whispers).toHaveLength(2);
      for (const { text } of at.slack.whispers) expect(text).toContain(` at ${written}: no.`);
    }
  });

  it('refuses a click on an expired request', async () => {
    const { id, card } = await at.request({ action: 'hurry' });
    const click = clickOn(at.slack, card, 'Approve', 'UANA');
    await at.told(id);
    await bring(at.admin.app, signed(click));
    expect(whispers()).toContain('it has expired');
    expect(textOf(card)).toContain('Expired');
  });

  it('refuses a click on a card from an earlier stage', async () => {
    const { id, card } = await at.request({ action: 'deploy' });
    const late = clickOn(at.slack, card, 'Approve', 'UBO');
    await at.temporal.manager.approve(id, { decidedBy: 'ana' });
    await bring(at.admin.app, signed(late));
    expect(await record(id)).toMatchObject({ stage: 2, decisions: [{ decidedBy: 'ana' }] });
    expect(whispers()).toContain('This is no longer open');
  });

  it('calls no other host, even if the payload names one', async () => {
    let calls = 0;
    const other = createServer((_, response) => response.writeHead(200).end(String(++calls)));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { card } = await at.request({});
    for (const response_url of [
      `http://127.0.0.1:${port}/x`,
      `https://hooks.slack.com@127.0.0.1:${port}/`,
      'no url',
    ])
      await at.click(card, 'Approve', 'UWHO', { response_url });
    other.close();
    expect(calls).toBe(0);
    expect(at.slack.whispers.map(({ by }) => by)).toEqual(Array(3).fill('chat.postEphemeral'));
  });

  it('limits clicks per person, not per address', async () => {
    const limits = (account: number) => ({ ...ADMIN, access: ACCESS, limits: { address: 1, account } });
    const { card } = await at.request({});
    const click = signed(clickOn(at.slack, card, 'Approve', 'UBO'));
    const patient = at.adminWith({ admin: limits(100) });
    for (let time = 0; time < 3; time++) expect((await bring(patient.app, click)).status).toBe(200);
    const strict = at.adminWith({ admin: limits(1) });
    for (let time = 0; time < 2; time++) await bring(strict.app, click);
    expect(whispers().match(/Too many clicks/g)).toHaveLength(1);
  });

  it('starts no session', async () => {
    const { card } = await at.request({});
    const { headers, body } = signed(clickOn(at.slack, card, 'Approve', 'UBO'));
    const answer = await at.admin.ask('POST', '/slack/interactions', body, headers);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await at.admin.ask('GET', '/api/requests', undefined, headers)).status).toBe(401);
    expect((await at.admin.ask('POST', '/slack/interactions/x', body, headers)).status).toBe(404);
  });

  it('has no address without a signing secret', async () => {
    const admin = at.adminWith({ channels: {} });
    expect((await bring(admin.app, signed({ type: 'block_actions' }))).status).toBe(404);
  });
});

it('calls a contacts function only for the approvers of the request', async () => {
  const asked: string[] = [];
  const admin = at.adminWith({
    contacts: (person) => {
      asked.push(person);
      if (person === 'bo') throw new Error('unknown to the address book');
      return { slack: `U${person.toUpperCase()}` };
    },
  });
  const { id, card } = await at.request({});
  await bring(admin.app, signed(clickOn(at.slack, card, 'Approve', 'UCY')));
  expect(whispers()).toContain("slack: 'UCY'");
  await bring(admin.app, signed(clickOn(at.slack, card, 'Approve', 'UANA')));
  expect(await record(id)).toMatchObject({ status: 'approved', decisions: [{ decidedBy: 'ana' }] });
  expect(new Set(asked)).toEqual(new Set(['ana', 'bo']));
});

it('decides from a direct message, and refuses an account that two people share', async () => {
  const { id } = await at.request({});
  await eventually(async () => at.slack.in('UANA').length === 1);
  const [own] = at.slack.in('UANA');
  expect(own?.channel).toBe(dmOf('UANA'));
  const both = at.adminWith({ contacts: { ana: { slack: 'UANA' }, bo: { slack: 'UANA' } } });
  const click = signed(clickOn(at.slack, own, 'Approve', 'UANA'));
  await bring(both.app, click);
  expect(whispers()).toContain('both ana and bo');
  await bring(at.admin.app, click);
  expect((await record(id)).status).toBe('approved');
});
