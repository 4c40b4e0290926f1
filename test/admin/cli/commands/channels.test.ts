import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from '../../../../admin/cli/doctor/check';
import type { ConfigInput } from '../../../../contract/config/config';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { SECRET, startWebhookReceiver, type WebhookReceiver } from '../../../support/webhook-receiver';
import { cli, cliAt } from '../run-cli';

const folder = mkdtempSync(join(tmpdir(), 'hitl-channels-'));
let temporal: TemporalForTests;
let receiver: WebhookReceiver;
let file: string[];

beforeAll(async () => {
  [temporal, receiver] = await Promise.all([startTemporal({ keepsWorker: true }), startWebhookReceiver()]);
  const path = join(folder, 'temporal.config.json');
  writeFileSync(path, JSON.stringify(config()));
  file = ['--config', path];
});
afterAll(async () => {
  await temporal?.stop();
  await receiver?.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer = undefined;
});

function config(): ConfigInput {
  return {
    directory: { 'finance-team': ['ana', 'bo'] },
    policies: [{ name: 'payments', approvers: ['finance-team'] }],
    channels: {
      hooks: { type: 'webhook', url: receiver.url, secrets: [SECRET] },
      mail: { type: 'email', smtp: 'smtp://127.0.0.1:1', from: 'hitl@example.com' },
      log: { type: 'log' },
    },
    contacts: { ana: { email: 'ana@example.com' } },
  };
}

test('`hitl channels list` prints the channels and what each notifies', async () => {
  const { stdout, code } = await cli(['channels', 'list', ...file]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^hooks +webhook +a program, of all events$/m);
  expect(stdout).toMatch(/^mail +email +each person$/m);
});

test('`hitl channels test` sends one message, which says that it is a test', async () => {
  const { stdout, code } = await cli(['channels', 'test', 'hooks', ...file]);
  expect([code, receiver.received.length]).toEqual([0, 1]);
  expect(stdout).toContain('Sent by hooks');
  expect(JSON.stringify(receiver.received[0]?.payload)).toContain('Test message from hitl channels test');

  const logged = await cli(['channels', 'test', 'log', ...file]);
  expect([logged.code, logged.stderr]).toEqual([0, expect.stringContaining('Test message') as string]);
});

test("`hitl channels test` reports what is missing, and the channel's error", async () => {
  const failing = async (...args: string[]) => {
    const { code, stderr } = await cli(['channels', 'test', ...args, ...file]);
    return `${code} ${stderr}`;
  };
  expect(await failing('pigeon')).toMatch(/^2 .*no channel 'pigeon'\. Its channels: hooks, mail, log/s);
  expect(await failing('mail')).toMatch(/^2 .*add --to PERSON/s);
  expect(await failing('mail', '--to', 'bo')).toMatch(/^2 .*no address of bo for channel mail/s);
  expect(await failing('mail', '--to', 'ana')).toMatch(/^1 .*ECONNREFUSED/s);
});

test('`hitl channels secret` creates a secret that the config accepts', async () => {
  const { stdout } = await cli(['channels', 'secret']);
  expect(stdout).toMatch(/^whsec_[A-Za-z0-9+/]{43}=\n$/);
});

test('`hitl doctor` checks the channels, and names people without an address', async () => {
  const { json } = await cliAt(temporal).json(['doctor', ...file]);
  const about = (json.checks as Check[]).filter(({ name }) => /^(channel|contacts)/.test(name));
  expect(about).toMatchObject([
    { name: 'channel hooks', ok: true },
    { name: 'channel mail', ok: false, todo: expect.stringContaining('hitl channels test mail') as string },
    { name: 'channel log', ok: true },
    { name: 'contacts', ok: false, found: 'no channel has an address for bo' },
  ]);
});

test('a failed webhook is shown, reported by doctor, and sent again by `hitl webhooks redeliver`', async () => {
  const { channels, ...rules } = config();
  await temporal.withWorker(
    async () => {
      const hitl = cliAt(temporal);
      receiver.answer = () => 410;
      const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
      await eventually(async () =>
        (await hitl.text(['show', id])).stdout.includes('requested by hooks: failed'),
      );
      const shown = await hitl.json(['show', id]);
      expect(shown.json.notifications).toMatchObject([{ channel: 'hooks', status: 'failed' }]);
      await eventually(async () => {
        const { json } = await hitl.json(['doctor', ...file]);
        return (json.checks as Check[]).some(
          ({ name, found }) => name === 'notifications' && found.includes(id),
        );
      });

      receiver.answer = undefined;
      const again = await hitl.text(['webhooks', 'redeliver', id, '--channel', 'hooks']);
      expect([again.code, again.stdout]).toEqual([
        0,
        expect.stringMatching(/^Sent again on channel hooks: msg_/) as string,
      ]);
      await eventually(async () =>
        (await hitl.text(['show', id])).stdout.includes('requested by hooks: sent'),
      );
      expect(receiver.received).toHaveLength(1);
    },
    { ...rules, channels: { hooks: channels?.hooks as never } },
  );
});
