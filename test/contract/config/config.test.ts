import { z } from 'zod';
import type { ConfigInput } from '../../../contract/config/config';
import type { PolicyInput } from '../../../contract/config/policy';
import { defineConfig, policy } from '../../../index';

const payment = z.object({ amount: z.number(), note: z.string().optional() });
const inCents = payment.transform(({ amount }) => ({ cents: amount * 100 }));
const asked = { name: 'p', approvers: ['ana'] };

// What does not compile is checked by `tsc`: an unused @ts-expect-error is an error.
describe('the types of a policy', () => {
  test('come from its context schema, in a config and outside', () => {
    const alone = policy({ ...asked, context: payment, condition: (ctx) => ctx.amount > 10_000 });
    const config = defineConfig({
      policies: [
        { ...asked, context: payment, condition: ({ amount, note }) => amount > 1 && note === undefined },
        {
          ...asked,
          context: inCents,
          condition: async (ctx, request) => ctx.cents > 1 && request.action === 'pay',
        },
        { ...asked, condition: (ctx) => ctx.anything > 1 },
        { ...asked, condition: (ctx: { amount: number }) => ctx.amount > 1 },
        { ...asked, effect: 'require', expireAfter: '4h' },
        alone,
      ],
      fallback: 'reject',
    });
    expect(config.policies).toHaveLength(6);
    expect(config.policies?.[5]).toBe(alone);
  });

  test('take policies that are typed already', () => {
    const policies: PolicyInput[] = [asked];
    const whole: ConfigInput = { policies };
    expect([defineConfig(whole), defineConfig({ policies: [...policies] }), defineConfig({})]).toEqual([
      { policies },
      { policies },
      {},
    ]);
  });

  test('refuse a field that the context does not have, and an answer that is not a boolean', () => {
    const wrong = [
      // @ts-expect-error a misspelt field
      policy({ ...asked, context: payment, condition: (ctx) => ctx.amuont > 10_000 }),
      // @ts-expect-error no boolean
      policy({ ...asked, context: payment, condition: (ctx) => ctx.amount }),
      // @ts-expect-error no boolean, in a promise
      policy({ ...asked, context: payment, condition: async (ctx) => ctx.note }),
      // @ts-expect-error another type
      policy({ ...asked, context: payment, condition: (ctx) => ctx.amount === '15,000 USD' }),
      // @ts-expect-error an optional field
      policy({ ...asked, context: payment, condition: (ctx) => ctx.note.length > 1 }),
      // @ts-expect-error the field before the transform
      policy({ ...asked, context: inCents, condition: (ctx) => ctx.amount > 1 }),
      // @ts-expect-error no schema
      policy({ ...asked, condition: (ctx) => ctx.amount > 1 }),
      // @ts-expect-error a misspelt field of the request
      policy({ ...asked, context: payment, condition: (_, request) => request.requestorId === 'eve' }),
      // @ts-expect-error a misspelt key
      policy({ ...asked, context: payment, expiresAfter: '4h' }),
    ];
    const inConfig = defineConfig({
      policies: [
        // @ts-expect-error a misspelt field
        { ...asked, context: payment, condition: (ctx) => ctx.amuont > 10_000 },
        // @ts-expect-error no boolean
        { ...asked, context: payment, condition: (ctx) => ctx.amount },
        // @ts-expect-error a duration without a unit
        { ...asked, expireAfter: 4 },
      ],
    });
    expect([...wrong, ...(inConfig.policies ?? [])]).toHaveLength(12);
  });
});
