import { findSensitiveData } from '../../../../activities/triggers/sensitive-data/find';
import { conceal, countKinds } from '../../../../activities/triggers/sensitive-data/kinds';
import {
  SENSITIVE_DATA_KINDS,
  type SensitiveDataKind,
  type TriggerOf,
} from '../../../../contract/config/trigger';
import { LIMITS } from '../../../../contract/limits';

const kindsIn = (text: string) =>
  countKinds(text, SENSITIVE_DATA_KINDS).flatMap(({ kind, count }) =>
    Array<SensitiveDataKind>(count).fill(kind),
  );
const find = (
  context: unknown,
  wanted: Partial<Pick<TriggerOf<'sensitive_data'>, 'kinds' | 'sensitiveFields' | 'detectors'>> = {},
) => findSensitiveData(context, { sensitiveFields: [], detectors: [], ...wanted });
const places = (...given: Parameters<typeof find>) =>
  find(...given).named.map(({ kind, place, count }) => `${kind} ${place}${count > 1 ? ` ${count}` : ''}`);

/** Built from parts, so that secret scanners do not report this file. */
const key = (prefix: string, ...rest: string[]) => [prefix, ...rest].join('');
const mixed = (length: number) => 'aB3dE5gH'.repeat(length).slice(0, length);

describe.each<[SensitiveDataKind, string[]]>([
  [
    'card',
    [
      '4111111111111111',
      'paid with 4111 1111 1111 1111 today',
      '4111-1111-1111-1111',
      '4111 1111 1111 1111 12/26 123',
      'ref 2024 4111 1111 1111 1111',
      'card:378282246310005.',
      '3782 822463 10005',
      '5555555555554444',
      '2223003122003222',
      '6011111111111117',
      '30569309025904',
      '3056 930902 5904',
      '4222222222222',
      '４１１１１１１１１１１１１１１１',
      '4111\u00a01111\u00a01111\u00a01111',
      '4111\u20111111\u20111111\u20111111',
    ],
  ],
  [
    'iban',
    [
      'GB82WEST12345698765432',
      'GB82 WEST 1234 5698 7654 32',
      'gb82 west 1234 5698 7654 32 please',
      'DE89 3704 0044 0532 0130 00 BIC COBADEFF',
      'IBAN:FR1420041010050500013M02606,',
      'NO9386011117947',
      'MT84MALT011000012345MTLCAST001S',
    ],
  ],
  [
    'phone',
    [
      '+49 30 901820',
      '+4930901820',
      'call +44 (0)20 7946 0958 now',
      'tel:+33-1-23-45-67-89.',
      '+44 20 7946 0958 2024-01-02',
      '+1 212 555 0187',
      '+15551234567',
      '+1 (555) 123-4567',
      '(212) 555-0187',
      '555-123-4567',
      '1-800-555-0199',
      '212.555.0187',
    ],
  ],
  [
    'email',
    [
      'ana@example.com',
      '<ana.b+news@mail.example.co.uk>',
      "it's ana@example.com.",
      'josé@exämple.de',
      'a@b.co',
    ],
  ],
  [
    'credential',
    [
      key('AKIA', 'IOSFODNN7EXAMPLE'),
      key('ghp', '_', mixed(36)),
      key('github', '_pat_', mixed(30)),
      key('glpat', '-', mixed(20)),
      key('npm', '_', mixed(36)),
      key('xoxb', '-123456789012-', mixed(12)),
      `https://hooks.slack.com/services/T00000000/B00000000/${mixed(24)}`,
      key('SG', '.', mixed(22), '.', mixed(43)),
      key('sk', '-', mixed(48)),
      key('sk', '-proj-', mixed(40)),
      key('sk', '-ant-api03-', mixed(40)),
      key('hf', '_', mixed(34)),
      key('sk', '_live_', mixed(24)),
      key('rk', '_test_', mixed(24)),
      key('AIza', 'Sy', mixed(33)),
      key('hvs', '.', mixed(24)),
      `DefaultEndpointsProtocol=https;AccountKey=${mixed(86)}==;`,
      key('-----BEGIN', ' RSA PRIVATE KEY-----\nMIIE'),
      key('-----BEGIN', ' PRIVATE KEY-----'),
      key('-----BEGIN', ' PGP PRIVATE KEY BLOCK-----'),
      key(
        'eyJhbGciOiJIUzI1NiJ9',
        '.eyJzdWIiOiIxMjM0NTY3ODkwIn0',
        '.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
      ),
      'postgres://app:s3cret@db.example.com/orders',
      'https://:token@example.com',
      'password=hunter2',
      'DB_PASSWORD=correct-horse',
      'pwd: Tr0ub4dor&3',
      '{"api_key": "abc123def456"}',
      "client_secret='abc123def456'",
      'Authorization: Bearer abcdef1234567890abcdef',
      'Authorization: Basic dXNlcjpwYXNz',
      'Basic dXNlcjpwYXNzd29yZA==',
    ],
  ],
  [
    'national_id',
    [
      '123-45-6789',
      'SSN 123456789',
      'social security number: 123 45 6789',
      '756.9217.0769.85',
      '7569217076985',
      '2 95 10 99 126 111 93',
      '295109912611193',
      '253072B07300470',
      '93.05.18-223.61',
      '131052-308T',
      '811218-9876',
      '19811218-9876',
      '070761-4285',
      '29029600013',
      '290296 00013',
      '12345678Z',
      'X1234567L',
      'X-1234567-L',
      'RSSMRA85T10A562S',
      '736028/5163',
      'PESEL: 44051401359',
      'BSN 111222333',
      'Steuer-ID: 86 095 742 719',
      'AB 12 34 56 C',
      'National Insurance number AB123456C',
    ],
  ],
])('%s', (kind, texts) => {
  test.each(texts)('%s', (text) => {
    expect(kindsIn(text)).toEqual([kind]);
  });
});

describe('not sensitive', () => {
  test.each([
    'order 112-1234567-1234567',
    'ORD-2024-000123',
    'order 4111 1111 1111 1112',
    'invoice 302558841',
    'customer 1234567890123456',
    '9999-9999-9999-9999',
    '0000 0000 0000 0000',
    'tracking 1Z999AA10123456784',
    'part AB123456C, part 12345678A',
    'EAN 4006381333931, ISBN 978-3-16-148410-0',
    'VAT DE123456789',
    '550e8400-e29b-41d4-a716-446655440000',
    '12345678-1234-1234-1234-123456789012',
    '2024-01-15T10:30:00.000+0100',
    '2024-01-15 10:30:00 +01:00',
    'job 20240115123045',
    'at 1700000000, at 1700000000000, at 1700000000000000',
    'd41d8cd98f00b204e9800998ecf8427e',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8',
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'v1.2.3-beta.4, 10.0.19045.3803',
    'lodash@4.17.21, react@18.2.0-beta.next, @types/node@20',
    'git@github.com:owner/repository.git',
    'logo@2x.png',
    '@ana and @bo, a @ b',
    '192.168.100.200:5432, ::1',
    '$1,234.56, EUR 12 345 678,90, 1.234.567,89',
    '+1000000 lines, +0100, C++17, 1+15551234567',
    'lat 48.137154, long 11.576124, confidence 0.123456789012345',
    '555-1234, 123-456-78, 000-12-3456, 666-12-3456, 123-00-4567',
    'password: required',
    'the password is wrong; Password must be set',
    'password=${PASSWORD}&api_key=<your key>&secret=***',
    'password = get_password(user), token = settings.API_TOKEN',
    'api_key: process.env.API_KEY',
    'max_tokens=4096, token count 4096',
    'https://example.com:8080/path/@user?x=1',
    'postgres://app:${DB_PASSWORD}@db/orders',
    'class sk-fading-circle-container-long',
    'Basic understanding of authentication',
    'bearer of internationalisation',
    '',
    '😀'.repeat(20),
  ])('%s', (text) => {
    expect(kindsIn(text)).toEqual([]);
  });
});

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

  test('count whatever is in them, at any depth, in snake and camel case', () => {
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

test('conceal replaces the sensitive parts of a text', () => {
  const pem = key('-----BEGIN', ' PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----');
  expect(conceal(`card 4111 1111 1111 1111 of ana@example.com: ${pem}`)).toBe(
    'card [card] of [email]: [credential]-----END PRIVATE KEY-----',
  );
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
