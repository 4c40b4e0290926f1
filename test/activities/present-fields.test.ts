import { z } from 'zod';
import { ALL_PRESENT, fieldsOf, MissingField, withPresentFields } from '../../activities/present-fields';

/* eslint-disable @typescript-eslint/no-explicit-any */
type Read = (ctx: any) => unknown;

const value = {
  amount: 5,
  to: { iban: 'DE', tags: ['a', 'b'] },
  lines: [{ price: 1 }, { price: 2 }],
  nothing: null,
};
const guarded = (schema?: z.ZodType, of: object = value) =>
  withPresentFields(of, 'context', schema ? fieldsOf(schema) : ALL_PRESENT);

describe('reading an absent field throws and names the path', () => {
  const reads: [string, Read, string][] = [
    [
      'a field',
      (ctx) => ctx.amuont,
      'it reads context.amuont, which does not exist: did you mean context.amount?',
    ],
    ['a field in another case', (ctx) => ctx.Amount, 'did you mean context.amount?'],
    [
      'a field that is near none',
      (ctx) => ctx.currency,
      "context.currency, which does not exist: check with 'currency' in context",
    ],
    ['a field inside', (ctx) => ctx.to.bic, 'context.to.bic, which does not exist'],
    ['with a question mark', (ctx) => ctx.from?.iban, 'context.from, which does not exist'],
    ['with a default', (ctx) => ctx.discount ?? 0, 'context.discount'],
    ['by destructuring', ({ discount = 0 }) => discount, 'context.discount'],
    ['by a computed name', (ctx) => ctx['amo' + 'nt'], 'context.amont'],
    ['an item beyond the end', (ctx) => ctx.lines[2], 'context.lines[2], but context.lines has only 2 items'],
    ['by at', (ctx) => ctx.lines.at(2), 'context.lines[2], but context.lines has only 2 items'],
    ['by at from the end', (ctx) => ctx.lines.at(-3), 'context.lines.-3, but context.lines has only 2 items'],
    ['a field of an array', (ctx) => ctx.lines.lenght, 'context.lines.lenght'],
    ['inside a callback', (ctx) => ctx.lines.some((line: any) => line.prize > 1), 'context.lines[0].prize'],
    ['after filter', (ctx) => ctx.lines.filter(() => true)[1].prize, 'context.lines[1].prize'],
    ['of a spread item', (ctx) => [...ctx.lines][1].prize, 'context.lines[1].prize'],
    ['of a value of Object.values', (ctx) => (Object.values(ctx)[1] as any).bic, 'context.to.bic'],
    ['of a descriptor', (ctx) => Object.getOwnPropertyDescriptor(ctx, 'to')?.value.bic, 'context.to.bic'],
  ];
  test.each(reads)('%s', (_, read, message) => {
    const attempt = () => read(guarded());
    expect(attempt).toThrow(MissingField);
    expect(attempt).toThrow(message);
  });
});

test.each<[string, Read, unknown]>([
  ['a field', (ctx) => ctx.amount, 5],
  ['null', (ctx) => ctx.nothing, null],
  ['in', (ctx) => ['amount' in ctx, 'amuont' in ctx, 'bic' in ctx.to], [true, false, false]],
  ['hasOwn', (ctx) => [Object.hasOwn(ctx, 'amount'), ctx.hasOwnProperty('no')], [true, false]],
  ['keys', (ctx) => Object.keys(ctx), ['amount', 'to', 'lines', 'nothing']],
  ['entries', (ctx) => Object.entries(ctx.to).length, 2],
  ['JSON', (ctx) => JSON.stringify(ctx), JSON.stringify(value)],
  ['spread', (ctx) => Object.keys({ ...ctx.to, bic: 'x' }), ['iban', 'tags', 'bic']],
  ['text', (ctx) => [String(ctx), `${ctx.to.tags}`], ['[object Object]', 'a,b']],
  ['map', (ctx) => ctx.lines.map((line: any) => line.price), [1, 2]],
  ['reduce', (ctx) => ctx.lines.reduce((sum: number, { price }: any) => sum + price, 0), 3],
  ['includes', (ctx) => ctx.to.tags.includes('b'), true],
  ['the same object', (ctx) => [ctx.to === ctx.to, ctx.lines.includes(ctx.lines[1])], [true, true]],
  ['find nothing', (ctx) => ctx.lines.find(() => false), undefined],
  ['at', (ctx) => [ctx.to.tags.at(0), ctx.to.tags.at(-1)], ['a', 'b']],
  [
    'length, slice, concat, flat',
    (ctx) => [ctx.lines.length, ctx.to.tags.slice(1).concat(['c']), [ctx.to.tags].flat()],
    [2, ['b', 'c'], ['a', 'b']],
  ],
  [
    'for of',
    (ctx) => {
      let sum = 0;
      for (const { price } of ctx.lines) sum += price;
      return sum;
    },
    3,
  ],
  ['isArray', (ctx) => Array.isArray(ctx.lines), true],
])('%s works as usual', (_, read, expected) => {
  expect(read(guarded())).toEqual(expected);
});

test('awaiting it works as usual', async () => {
  const ctx = guarded();
  expect(await Promise.resolve(ctx)).toBe(ctx);
});

test.each<[string, Read]>([
  ['setting', (ctx) => (ctx.amount = 1)],
  ['adding', (ctx) => (ctx.other = 1)],
  ['deleting', (ctx) => delete ctx.amount],
  ['sorting', (ctx) => ctx.lines.sort()],
  ['setting inside', (ctx) => (ctx.lines[0].price = 9)],
  ['setting through a descriptor', (ctx) => (Object.getOwnPropertyDescriptor(ctx, 'to')!.value.iban = 'X')],
  ['freezing', (ctx) => Object.freeze(ctx)],
  ['another prototype', (ctx) => Object.setPrototypeOf(ctx, null)],
])('%s throws and changes nothing', (_, change) => {
  const before = JSON.stringify(value);
  expect(() => change(guarded())).toThrow(/is read only/);
  expect(JSON.stringify(value)).toBe(before);
});

describe('a schema says which fields may be absent', () => {
  const inside = z.object({ note: z.string().optional(), sum: z.number() });
  const schema = z.object({
    optional: z.string().optional(),
    nullish: z.string().nullish(),
    wrapped: z.string().optional().nullable().readonly().describe('x'),
    required: z.string(),
    nullable: z.string().nullable(),
    anything: z.unknown(),
    inside,
    maybe: inside.optional(),
    list: z.array(inside),
    record: z.record(z.string(), inside),
    partial: z.partialRecord(z.enum(['eu', 'us']), z.number()),
    either: z.union([z.object({ a: z.number().optional() }), z.object({ b: z.number() })]),
    tuple: z.tuple([inside, z.string()]),
    both: z.intersection(inside, z.object({ extra: z.boolean().optional() })),
    lazy: z.lazy(() => inside),
    piped: z.preprocess((each) => each, inside),
    frozen: z.object({ inside }).readonly(),
  });
  const some = { sum: 1 };
  const present = {
    ...{
      inside: some,
      maybe: some,
      list: [some],
      record: { a: some },
      partial: {},
      either: {},
      tuple: [some, 'x'],
    },
    ...{ both: some, lazy: some, piped: some, frozen: Object.freeze({ inside: some }) },
  };
  const ctx = guarded(schema, present) as any;

  test.each<[string, Read]>([
    ['optional', () => ctx.optional],
    ['nullish', () => ctx.nullish],
    ['wrapped', () => ctx.wrapped],
    ['in an object', () => ctx.inside.note],
    ['in an optional object', () => ctx.maybe.note],
    ['in an array', () => ctx.list[0].note],
    ['in a record', () => ctx.record.a.note],
    ['of a partial record', () => ctx.partial.eu],
    ['of an alternative', () => ctx.either.a],
    ['in a tuple', () => ctx.tuple[0].note],
    ['of an intersection', () => [ctx.both.note, ctx.both.extra].find(Boolean)],
    ['of a lazy schema', () => ctx.lazy.note],
    ['after preprocess', () => ctx.piped.note],
    ['in a frozen object', () => ctx.frozen.inside.note],
  ])('%s: undefined', (_, read) => {
    expect(read(ctx)).toBeUndefined();
  });

  test.each<[string, Read]>([
    ['required', () => ctx.required],
    ['nullable', () => ctx.nullable],
    ['unknown', () => ctx.anything],
    ['undeclared', () => ctx.optinal],
    ['in an object', () => ctx.inside.nots],
    ['in an array', () => ctx.list[0].nots],
    ['beyond an array', () => ctx.list[1]],
    ['of a record', () => ctx.record.b],
    ['of an alternative that requires it', () => ctx.either.b],
  ])('%s: throws', (_, read) => {
    expect(() => read(ctx)).toThrow(MissingField);
  });

  test('a schema of another library declares nothing optional', () => {
    const other = { safeParse: (data: unknown) => ({ success: true, data }) };
    expect(() => (guarded(other as never) as any).discount).toThrow(MissingField);
  });
});
