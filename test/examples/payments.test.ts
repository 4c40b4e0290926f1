import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ConfigInput } from '../../contract/config/config';
import { transferred } from '../../examples/bank';
import config from '../../examples/hosted-payment-agent/temporal.config';
import { paymentServer } from '../../examples/payment-endpoint/server';
import { managersOn } from '../support/escalating';
import { eventually, shownHash, startTemporal, type TemporalForTests } from '../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
});
afterAll(() => temporal?.stop());

const isThere = (id: string) =>
  temporal.manager.getRequest(id).then(
    () => true,
    () => false,
  );
const approve = async (id: string) => {
  await eventually(() => isThere(id));
  return temporal.manager.approve(id, { decidedBy: 'ana' });
};
/** The config of the examples, with a policy that also allows an edit. */
const editable: ConfigInput = {
  ...config,
  policies: config.policies?.map((policy) =>
    policy.name === 'high_value'
      ? { ...policy, decisions: ['approve', 'reject', 'edit'], editable: ['/amount'] }
      : policy,
  ),
};
const halve = async (id: string) => {
  await eventually(() => isThere(id));
  const expected = { contentHash: await shownHash(temporal.manager, id) };
  const { context } = await temporal.manager.getRequest(id);
  const changed = { ...context, amount: Number(context.amount) / 2 };
  return temporal.manager.edit(id, { decidedBy: 'ana', context: changed, expected });
};
const answered = async (id: string) => {
  const { escalations } = managersOn(temporal);
  const isOpen = () =>
    escalations.getEscalation(id).then(
      ({ plan }) => plan !== undefined,
      () => false,
    );
  await eventually(isOpen);
  return (action: 'modify' | 'abort', modification?: object) =>
    escalations.resolve(id, { resolvedBy: 'bo', action, resolution: 'asked them', modification });
};

describe('the payment endpoint', () => {
  /** Runs `story` beside a server, with the ways to talk to it. */
  const besideServer = async (story: (put: Put, get: Get) => Promise<void>) => {
    const server = paymentServer({ approvals: temporal.manager, ...managersOn(temporal) }).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/payments`;
    const put: Put = async (id, body) =>
      (await fetch(`${at}/${id}`, { method: 'PUT', body: JSON.stringify(body) })).status;
    const get: Get = async (id) => (await fetch(`${at}/${id}`)).json();
    try {
      await story(put, get);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
  type Put = (id: string, body: object) => Promise<number>;
  type Get = (id: string) => Promise<unknown>;
  const isOver = (get: Get, id: string) => eventually(async () => 'paid' in ((await get(id)) as object));

  it('refuses a body that is not a payment, another payment with the same id, and an unknown id', () =>
    temporal.withWorker(
      () =>
        besideServer(async (put, get) => {
          expect(await put('7', { amount: -1 })).toBe(400);
          expect(await put('7', { amount: 15_000, vendor: 'ACME' })).toBe(202);
          expect(await put('7', { amount: 1, vendor: 'ACME' })).toBe(409);
          expect(await get('7')).toEqual({ id: 'payment-7', waits: true });
          expect(await get('8')).toEqual({ error: 'there is no payment 8' });
          await eventually(() => isThere('payment-7-pay'));
          await temporal.manager.reject('payment-7-pay', { decidedBy: 'ana', reason: 'not twice' });
          await isOver(get, '7');
        }),
      config,
    ));

  it('pays small amounts, asks above $10,000, and does not pay twice', () =>
    temporal.withWorker(
      () =>
        besideServer(async (put, get) => {
          expect([await put('small', { amount: 10, vendor: 'ACME' }), await put('bad', {})]).toEqual([
            202, 400,
          ]);
          await isOver(get, 'small');
          await put('large', { amount: 15_000, vendor: 'ACME' });
          await eventually(() => isThere('payment-large-pay'));
          expect(await get('large')).toEqual({ id: 'payment-large', waits: true });
          await put('large', { amount: 15_000, vendor: 'ACME' });
          expect(transferred('payment-large')).toBeUndefined();
          await approve('payment-large-pay');
          await isOver(get, 'large');
          expect(await get('large')).toEqual({ paid: true, why: 'approved' });
          expect(transferred('payment-large')).toEqual({ amount: 15_000, vendor: 'ACME' });
        }),
      config,
    ));

  it('pays what a person changed', () =>
    temporal.withWorker(
      () =>
        besideServer(async (put, get) => {
          await put('halved', { amount: 15_000, vendor: 'ACME' });
          expect(await halve('payment-halved-pay')).toMatchObject({
            outcome: 'accepted',
            status: 'approved',
          });
          await isOver(get, 'halved');
          expect(transferred('payment-halved')).toEqual({ amount: 7_500, vendor: 'ACME' });
        }),
      editable,
    ));

  it('escalates when it is unsure: continues with the modification, and stops after an abort', () =>
    temporal.withWorker(
      () =>
        besideServer(async (put, get) => {
          await put('unsure', { amount: 20 });
          await (
            await answered('payment-unsure-escalation-1')
          )('modify', { vendor: 'ACME' });
          await isOver(get, 'unsure');
          expect(transferred('payment-unsure')).toEqual({ amount: 20, vendor: 'ACME' });
          await put('stopped', { amount: 30 });
          await (
            await answered('payment-stopped-escalation-1')
          )('abort');
          await isOver(get, 'stopped');
          expect(await get('stopped')).toEqual({ paid: false, why: 'aborted' });
          expect(transferred('payment-stopped')).toBeUndefined();
        }),
      config,
    ));
});

describe('the hosted payment agent', () => {
  const start = async (input: object) => {
    const { runs } = managersOn(temporal);
    return (await runs.start({ agent: 'payments', input, requesterId: 'user-1' })).id;
  };
  const ended = (id: string) => managersOn(temporal).runs.wait(id, { timeout: '20s' });

  it('pays small amounts, asks above $10,000, and follows guidance when it is unsure', () =>
    temporal.withWorker(async () => {
      const small = await start({ amount: 10, vendor: 'ACME' });
      expect(await ended(small)).toMatchObject({ status: 'completed', output: { paid: true } });
      const large = await start({ amount: 15_000 });
      await (
        await answered(`${large}-escalation-1`)
      )('modify', { vendor: 'ACME' });
      await eventually(() => isThere(`${large}-pay`));
      expect(transferred(large)).toBeUndefined();
      await approve(`${large}-pay`);
      expect(await ended(large)).toMatchObject({ status: 'completed', output: { paid: true } });
      expect(transferred(large)).toEqual({ amount: 15_000, vendor: 'ACME' });
      const refused = await start({ amount: 20_000, vendor: 'ACME' });
      await eventually(() => isThere(`${refused}-pay`));
      await temporal.manager.reject(`${refused}-pay`, { decidedBy: 'bo', reason: 'not ours' });
      expect(await ended(refused)).toMatchObject({ status: 'completed', output: { paid: false } });
      expect(transferred(refused)).toBeUndefined();
    }, config));

  it('pays what a person changed', () =>
    temporal.withWorker(async () => {
      const id = await start({ amount: 15_000, vendor: 'ACME' });
      expect(await halve(`${id}-pay`)).toMatchObject({ outcome: 'accepted', status: 'approved' });
      expect(await ended(id)).toMatchObject({ status: 'completed', output: { paid: true } });
      expect(transferred(id)).toEqual({ amount: 7_500, vendor: 'ACME' });
    }, editable));
});
