import { findSensitiveData } from '../../../../activities/triggers/sensitive-data/find';
import { type TriggerOf } from '../../../../contract/config/trigger';
import { LIMITS } from '../../../../contract/limits';
import { key, kindsIn } from '../../../support/sensitive-texts';

const find = (
  context: unknown,
  wanted: Partial<Pick<TriggerOf<'sensitive_data'>, 'kinds' | 'sensitiveFields' | 'detectors'>> = {},
) => findSensitiveData(context, { sensitiveFields: [], detectors: [], ...wanted });
const places = (...given: Parameters<typeof find>) =>
  find(...given).named.map(({ kind, place, count }) => `${kind} ${place}${count > 1 ? ` ${count}` : ''}`);

describe('counting', () => {
  test('every occurrence counts', () => {
    expect(kindsIn('4111 1111 1111 1111, 5555555555554444 and 378282246310005')).toEqual([
      'card',
      'card',
      'card',
    ]);
  });

  test('one value is one finding, even if several kinds match', () => {
    expect(kindsIn('postgres://ana:s3cret@db.example.com')).toEqual(['credential']);
    expect(kindsIn('password=ana@example.com')).toEqual(['credential']);
  });

  test('only the kinds asked for', () => {
    const text = 'ana@example.com 4111111111111111';
    expect(places({ text }, { kinds: ['email'] })).toEqual(['email $.text']);
    expect(places({ text }, { kinds: [] })).toEqual([]);
  });
});

describe('where', () => {
  const email = 'ana@example.com';

  test('every string counts, at any depth, in the order of the context', () => {
    const context = {
      text: email,
      list: [1, { notes: [`to ${email}, ${email}`] }],
      last: '4111111111111111',
    };
    expect(places(context)).toEqual(['email $.text', 'email $.list[1].notes[0] 2', 'card $.last']);
    expect(find(context)).toMatchObject({ total: 4, unnamed: 0 });
    expect(places(email)).toEqual(['email $']);
  });

  test('numbers, keys and empty values are not searched', () => {
    expect(places({ n: 4111111111111111, none: null, yes: true, [email]: 'x' })).toEqual([]);
  });

  test('a key that may itself be sensitive is not named', () => {
    const context = {
      users: { bo: 'x', [email]: { mail: email }, 'a key': email, [key('AKIA', 'IOSFODNN7EXAMPLE')]: email },
    };
    expect(places(context)).toEqual([
      'email $.users[key 2].mail',
      'email $.users[key 3]',
      'email $.users[key 4]',
    ]);
    expect(
      places(
        { 'PRJ-7': { note: email } },
        { detectors: [{ name: 'project', detect: (text) => text.startsWith('PRJ') }] },
      ),
    ).toEqual(['email $[key 1].note']);
  });

  test('the middle of a long path is left out', () => {
    const deep = { a: { b: { c: { d: { e: { f: { g: { h: email } } } } } } } };
    expect(places(deep)).toEqual(['email $.a.b.c….f.g.h']);
  });

  test('ten places are named, and all are counted', () => {
    const { total, named, unnamed } = find(Array<string>(25).fill(`${email} ${email}`));
    expect([total, named.length, unnamed]).toEqual([50, 10, 15]);
  });

  test('nesting deeper than the stack works', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}"${email}"${']'.repeat(100_000)}`) as unknown;
    expect(places(deep)).toEqual(['email $[0][0][0]…[0][0][0]']);
  });
});

describe('declared fields', () => {
  const declared = (context: unknown, ...sensitiveFields: string[]) => places(context, { sensitiveFields });

  test('count with any value, at any depth, in snake and camel case', () => {
    const context = { ssn: 'x', a: [{ taxNumber: 7 }, { tax_number: { part: 'y' } }], TaxNumber: false };
    expect(declared(context, 'ssn', 'tax_number')).toEqual([
      'declared field $.ssn',
      'declared field $.a[0].taxNumber',
      'declared field $.a[1].tax_number',
      'declared field $.TaxNumber',
    ]);
  });

  test('with dots only within what the dots name', () => {
    const context = {
      customer: { name: 'Ana' },
      product: { name: 'Lamp' },
      customers: [{ customer: [{ name: 'Bo' }] }],
    };
    expect(declared(context, 'customer.name')).toEqual([
      'declared field $.customer.name',
      'declared field $.customers[0].customer[0].name',
    ]);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a blank text', '  '],
    ['an empty array', []],
    ['an empty object', {}],
  ])('do not count with %s in them', (_, ssn) => {
    expect(declared({ ssn }, 'ssn')).toEqual([]);
  });

  test('and the findings inside them count once', () => {
    const card = { cardNumber: '4111111111111111', other: { note: 'x' } };
    expect(declared({ card }, 'card_number')).toEqual(['card $.card.cardNumber']);
    expect(declared({ card }, 'card')).toEqual(['card $.card.cardNumber']);
    expect(declared({ card }, 'card', 'note')).toEqual([
      'card $.card.cardNumber',
      'declared field $.card.other.note',
    ]);
  });
});

describe("the config's own detectors", () => {
  const own = (detect: (text: string) => unknown) =>
    places(
      { a: 'PRJ-1 PRJ-2', n: 5, b: 'no' },
      { detectors: [{ name: 'project', detect: detect as () => boolean }] },
    );

  test('return yes, no or a number', () => {
    expect(own((text) => text.includes('PRJ'))).toEqual(['project $.a']);
    expect(own((text) => text.split('PRJ').length - 1)).toEqual(['project $.a 2']);
    expect(own(() => 0)).toEqual([]);
  });

  test('count as a finding when they throw, and the message is not repeated', () => {
    expect(
      own((text) => {
        throw new Error(`cannot read ${text}`);
      }),
    ).toEqual(['project (its detector threw) $[key 1]', 'project (its detector threw) $[key 3]']);
  });

  test.each<[string, () => unknown]>([
    ['NaN', () => NaN],
    ['Infinity', () => Infinity],
    ['less than nothing', () => -1],
    ['a text', () => 'yes'],
    ['nothing', () => undefined],
    ['a promise', async () => true],
    ['a promise that rejects', async () => Promise.reject(new Error('down'))],
  ])('count as a finding when they return %s', (_, detect) => {
    expect(own(detect)[0]).toMatch(/^project \(its detector returned neither a boolean nor a number\)/);
  });
});

/** A slow pattern would take minutes. Measured in CPU time, since tests run in parallel. */
const LONGEST_MS = 2_000;

describe('256 KB of any text are searched quickly', () => {
  const full = (part: string) =>
    part.repeat(Math.ceil(LIMITS.contextBytes / part.length)).slice(0, LIMITS.contextBytes);

  test.each([
    ...['1', 'a', 'A', '@', ' ', '-', '.', '+', '_', '=', '/', '"', '\\', '\n'],
    ...[
      '1 ',
      '1-',
      '4444 ',
      '4111 1111 1111 1111 ',
      'a@',
      'a@b.',
      '@a.b',
      'a@b.co ',
      'a.',
      'a-',
      'DE89',
      'DE89 ',
    ],
    ...[
      '+1',
      '+49 1 1 1 1 1 1 ',
      '+491701234567 ',
      '+44 20 7946 0958 ',
      '(212) ',
      '212-',
      '010101-',
      '123-45-678',
    ],
    ...[
      '://',
      '://a:',
      'https://a:b',
      'password=',
      'password: ',
      'password   ',
      '  =',
      'bearer a1',
      'basic ',
    ],
    ...[
      'eyJ',
      'eyJaaaaaaaa.',
      '-----BEGIN ',
      'sk-',
      'ghp_',
      'xoxb-',
      'SG.',
      'AKIA',
      'ssn ',
      'ssn 1',
      'bsn-',
      'RSSMRA85',
    ],
  ])('of %j', (part) => {
    const text = full(part);
    const before = process.cpuUsage();
    find({ text });
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(LONGEST_MS);
  });

  test('in many small strings', () => {
    const context = Object.fromEntries(
      Array.from({ length: 12_000 }, (_, index) => [`k${index}`, `a@b${index}.co`]),
    );
    const before = process.cpuUsage();
    expect(find(context, { sensitiveFields: ['ssn', 'customer.name'] }).total).toBe(12_000);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(LONGEST_MS);
  });
});
