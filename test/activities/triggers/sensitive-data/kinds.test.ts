import { createHash } from 'node:crypto';
import isEAN from 'validator/lib/isEAN';
import { countKinds } from '../../../../activities/triggers/sensitive-data/kinds';
import { SENSITIVE_DATA_KINDS } from '../../../../contract/config/trigger';

/** Pseudo-random numbers, the same in every run. */
function generator(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const whole = (below: number) => Math.floor(next() * below);
  const digits = (count: number) => Array.from({ length: count }, () => whole(10)).join('');
  const of = <T>(list: readonly T[]) => list[whole(list.length)] as T;
  return { next, whole, digits, of };
}

const { next, whole, digits, of } = generator(20_261_129);
const COUNT = 1_000;
const many = (make: (n: number) => string) => Array.from({ length: COUNT }, (_, n) => make(n));
const two = (value: number) => String(value).padStart(2, '0');
const hash = (n: number, algorithm: string) => createHash(algorithm).update(`file ${n}`).digest();

/** The number with the check digit of a bar code. */
function barCode(body: string): string {
  return [...'0123456789'].map((check) => body + check).find((code) => isEAN(code)) ?? body;
}
/** Country prefixes of bar codes. Some are also prefixes of cards. */
const COUNTRIES = [
  '400',
  '419',
  '440',
  '450',
  '489',
  '490',
  '500',
  '539',
  '300',
  '360',
  '379',
  '540',
  '590',
  '690',
  '871',
  '036',
];

const HARMLESS: Record<string, string[]> = {
  floats: many(
    (n) => `${of(['', '-'])}${of([0, 1, whole(1_000), whole(1e6)]) + next() * (n % 2 ? 1 : 1e-3)}`,
  ),
  coordinates: many(() => {
    const [lat, lon] = [
      (next() * 180 - 90).toFixed(4 + whole(11)),
      (next() * 360 - 180).toFixed(4 + whole(11)),
    ];
    return of([`${lat},${lon}`, `${lat}, ${lon}`, `POINT(${lon} ${lat})`, `lat=${lat}&lon=${lon}`]);
  }),
  'EAN-8': many(() => barCode(digits(7))),
  'EAN-13': many(() => barCode(`${of(COUNTRIES)}${digits(9)}`)),
  'EAN-14': many(() => barCode(`${1 + whole(8)}${of(COUNTRIES)}${digits(9)}`)),
  'order numbers': many(() => {
    const day = `2026${two(1 + whole(12))}${two(1 + whole(28))}`;
    return of([
      `ORD-${day}-${digits(6)}`,
      `#${digits(5)}`,
      `PO ${4_500_000_000 + whole(1e8)}`,
      `INV/2026/${digits(5)}`,
      `${of(['112', '114', '702'])}-${digits(7)}-${digits(7)}`,
      `1Z${digits(6)}${whole(100)}${digits(8)}`,
      `${day}${two(whole(24))}${two(whole(60))}${two(whole(60))}${digits(3)}`,
      `${1_764_000_000 + whole(1e7)}${digits(3)}`,
      `SO${digits(10)}`,
      `cus_${digits(14)}`,
    ]);
  }),
  UUIDs: many((n) => {
    const hex = hash(n, 'md5').toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }),
  'hashes in hexadecimal': many((n) => hash(n, of(['md5', 'sha1', 'sha256', 'sha512'])).toString('hex')),
  'hashes in base64': many((n) =>
    hash(n, of(['sha1', 'sha256', 'sha512'])).toString(of(['base64', 'base64url'])),
  ),
};

test('at most two of nine thousand harmless numbers and hashes count as sensitive', () => {
  const found = Object.entries(HARMLESS).flatMap(([name, texts]) =>
    texts.flatMap((text) => {
      const kinds = countKinds(text, SENSITIVE_DATA_KINDS).map(({ kind }) => kind);
      return kinds.length > 0 ? [`${name}: ${text}: ${kinds.join()}`] : [];
    }),
  );
  expect(Object.values(HARMLESS).every((texts) => texts.length === COUNT)).toBe(true);
  expect(found.slice(2)).toEqual([]);
});

/** The number with the check digit of a card. */
function card(prefix: string, length: number): string {
  const body = prefix + digits(length - prefix.length - 1);
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

const ISSUED: [string, number][] = [
  ['4', 16],
  ['4', 19],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['2720', 16],
  ['34', 15],
  ['37', 15],
  ['6011', 16],
  ['65', 16],
  ['3530', 16],
  ['62', 16],
  ['62', 19],
  ['2200', 16],
];

const SURROUNDINGS: ((value: string) => string)[] = [
  (value) => value,
  (value) => `paid with ${value} today`,
  (value) => `card_${value}`,
  (value) => `employee_${value}_2026`,
  (value) => `id:${value}.`,
  (value) => `(${value})`,
  (value) => `"${value}",`,
  (value) => `a,b,${value},c`,
  (value) => `x=${value}&y=1`,
  (value) => `<b>${value}</b>`,
  (value) => `number:\t${value}\nnext`,
  (value) => `Nr.${value}`,
  (value) => `${value}. It is new.`,
  (value) => `0.5 EUR ${value} 0.25`,
  (value) => `${value}/12/26`,
  (value) => `[${value}]`,
  (value) => `|${value}|`,
  (value) => `${value}?`,
];

const grouped = (number: string, separator: string) =>
  (number.length === 15
    ? [number.slice(0, 4), number.slice(4, 10), number.slice(10)]
    : (number.match(/.{1,4}/g) ?? [])
  ).join(separator);

const PLANTED: Record<string, () => string> = {
  card: () => {
    const number = card(...of(ISSUED));
    return of([number, grouped(number, ' '), grouped(number, '-'), grouped(number, '.')]);
  },
  national_id: () =>
    `${of(['123', '212', '508', '733'])}-${two(1 + whole(99))}-${String(1 + whole(9_999)).padStart(4, '0')}`,
  phone: () => `${of(['212', '415', '617'])}-${of(['555', '867', '246'])}-${digits(4)}`,
};

test.each(Object.entries(PLANTED))(
  'all of a thousand planted values of the kind %s are found',
  (kind, make) => {
    const missed = many((n) => SURROUNDINGS[n % SURROUNDINGS.length]?.(make()) ?? '').filter(
      (text) => !countKinds(text, SENSITIVE_DATA_KINDS).some((found) => found.kind === kind),
    );
    expect(missed).toEqual([]);
  },
);

test('a card of 13 or 14 digits is found in groups or after a word for it; a bar code is not', () => {
  for (let n = 0; n < 200; n++) {
    const diners = card(of(['300', '36', '38']), 14);
    const shown = [`${diners.slice(0, 4)} ${diners.slice(4, 10)} ${diners.slice(10)}`, `card: ${diners}`];
    for (const text of [...shown, ...(isEAN(diners) ? [] : [diners])])
      expect(countKinds(text, ['card'])).toEqual([{ kind: 'card', count: 1 }]);
    if (isEAN(diners)) expect(countKinds(diners, ['card'])).toEqual([]);
  }
});

test.each([
  '0.4539578763621486',
  '-1.4111111111111111',
  'v1.4111111111111111',
  '4111111111111111.5',
  '4111-1111 1111-1111',
])('%s is not a card', (text) => expect(countKinds(text, SENSITIVE_DATA_KINDS)).toEqual([]));
