import type { FormAnswer, FormField } from '../../../contract/response-form';
import { ResponseFormSchema, FormAnswerSchema } from '../../../contract/response-form';
import { answerProblem, formProblem, mergedForm } from '../../../rules/requests/response-form';

const problemOf = (field: FormField, value: FormAnswer[string]) =>
  answerProblem({ properties: { field } }, { field: value });

describe('an answer', () => {
  it.each<[FormField, FormAnswer[string]]>([
    [{ type: 'string' }, ''],
    [{ type: 'string', minLength: 2, maxLength: 2 }, '😀é'],
    [{ type: 'string', enum: ['a', 'b'] }, 'b'],
    [{ type: 'string', format: 'email' }, 'ana@example.com'],
    [{ type: 'string', format: 'uri' }, 'https://example.com/a?b'],
    [{ type: 'string', format: 'date' }, '2028-02-29'],
    [{ type: 'string', format: 'date-time' }, '2028-02-29T12:00:00+02:00'],
    [{ type: 'string', pattern: 'b+' }, 'abba'],
    [{ type: 'number', minimum: 0.1, maximum: 0.1 }, 0.1],
    [{ type: 'integer' }, -3],
    [{ type: 'boolean' }, false],
    [{ type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, []],
    [{ type: 'array', items: { type: 'string', enum: ['a', 'b'] }, minItems: 2 }, ['b', 'a']],
  ])('fits %j: %j', (field, value) => {
    expect(problemOf(field, value)).toBeUndefined();
  });

  it.each<[FormField, FormAnswer[string], string]>([
    [{ type: 'string' }, 1, 'must be a text'],
    [{ type: 'string' }, '\ud800', 'half of a character'],
    [{ type: 'string', minLength: 3 }, '😀é', 'at least 3 characters'],
    [{ type: 'string', maxLength: 1 }, 'ab', 'at most 1 characters'],
    [{ type: 'string', enum: ['a', 'b'] }, 'c', 'one of "a", "b"'],
    [{ type: 'string', format: 'email' }, 'ana@', 'an e-mail address'],
    [{ type: 'string', format: 'uri' }, 'example', 'a URI'],
    [{ type: 'string', format: 'date' }, '2027-02-29', 'a date'],
    [{ type: 'string', format: 'date-time' }, '2027-02-28T12:00', 'a time with its zone'],
    [{ type: 'string', pattern: '^b+$' }, 'abba', 'the pattern ^b+$'],
    [{ type: 'number', minimum: 1 }, 0.9, 'at least 1'],
    [{ type: 'number', maximum: 1 }, 1.1, 'at most 1'],
    [{ type: 'number' }, Number.NaN, 'must be a number'],
    [{ type: 'integer' }, 0.5, 'a whole number'],
    [{ type: 'boolean' }, 'true', 'true or false'],
    [{ type: 'array', items: { type: 'string', enum: ['a'] } }, 'a', 'a list'],
    [{ type: 'array', items: { type: 'string', enum: ['a'] } }, ['a', 'a'], 'different choices'],
    [{ type: 'array', items: { type: 'string', enum: ['a'] } }, ['b'], 'only "a"'],
    [{ type: 'array', items: { type: 'string', enum: ['a'] }, maxItems: 0 }, ['a'], 'at most 0 choices'],
  ])('does not fit %j: %j', (field, value, message) => {
    expect(problemOf(field, value)).toContain(message);
  });

  it('is judged at once, also by a pattern that would take JavaScript hours', () => {
    const field = { type: 'string', pattern: '^(a+)+$' } as const;
    expect(problemOf(field, `${'a'.repeat(4_000)}!`)).toContain('must match');
  });
});

it('an answer that is no object is refused in plain words', () => {
  const { error } = FormAnswerSchema.safeParse(['K1']);
  expect(error?.issues.map(({ message }) => message)).toEqual([
    'must be an object: the answers by the names of their fields',
  ]);
});

describe('a form', () => {
  it.each([
    ['a field of a password', { a: { type: 'string', format: 'password' } }, 'a secret must not be stored'],
    ['no field', {}, 'must have at least one field'],
    ['a nested object', { a: { type: 'object' } }, ''],
    ['a name that is a path', { 'a/b': { type: 'string' } }, 'letters, digits'],
    [
      'names for half of its choices',
      { a: { type: 'string', enum: ['x', 'y'], enumNames: ['X'] } },
      'one text',
    ],
  ])('with %s is refused', (_, properties, message) => {
    const { error } = ResponseFormSchema.safeParse({ properties });
    expect(JSON.stringify(error?.issues)).toContain(message);
  });

  it.each<[FormField, string]>([
    [{ type: 'string', pattern: '(' }, 'pattern: is not a regular expression'],
    [{ type: 'string', pattern: '(?=a)' }, 'pattern: is not a regular'],
    [{ type: 'string', enum: ['a'], default: 'b' }, 'default: must be one of'],
    [{ type: 'integer', default: 0.5 }, 'default: must be a whole number'],
    [{ type: 'number', minimum: 5, maximum: 1 }, 'minimum: is larger than maximum'],
    [{ type: 'string', minLength: 5, maxLength: 2 }, 'minLength: is larger than maxLength'],
    [
      { type: 'array', items: { type: 'string', enum: ['a', 'b'] }, minItems: 2, maxItems: 1 },
      'minItems: is larger than maxItems',
    ],
    [
      { type: 'array', items: { type: 'string', enum: ['a', 'a'] }, minItems: 2 },
      'minItems: is more than there are choices',
    ],
  ])('%j is refused by its field', (field, message) => {
    expect(formProblem({ properties: { a: field } })).toContain(`properties.a.${message}`);
  });

  it.each<[FormField]>([
    [{ type: 'number', minimum: 1, maximum: 1 }],
    [{ type: 'string', maxLength: 0 }],
    [{ type: 'array', items: { type: 'string', enum: ['a'] }, minItems: 1, maxItems: 1 }],
  ])('%j is possible', (field) => {
    expect(formProblem({ properties: { a: field } })).toBeUndefined();
  });

  it('that merges others has all their fields, at most 20', () => {
    const many = (prefix: string, count: number) => ({
      properties: Object.fromEntries(
        Array.from({ length: count }, (_, n) => [`${prefix}${n}`, { type: 'boolean' } as const]),
      ),
    });
    const merged = mergedForm([many('a', 11), { ...many('b', 10), required: ['b1'] }]);
    expect(merged?.required).toEqual(['b1']);
    expect(formProblem(merged)).toContain('21 fields');
    expect(mergedForm([])).toBeUndefined();
  });
});
