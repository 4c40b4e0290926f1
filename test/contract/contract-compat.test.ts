import {
  additions,
  brokenPromises,
  type Contract,
  type JsonSchema,
  schemaProblems,
} from '../support/contract-compat';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test changes another part
type Loose = any;

const MESSAGE: JsonSchema = {
  type: 'object',
  properties: {
    by: { type: 'string', minLength: 1, maxLength: 200 },
    decision: { type: 'string', enum: ['approve', 'reject'] },
    stage: { type: 'integer', minimum: 1 },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 5 },
    value: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    extra: { type: 'object', additionalProperties: { type: 'string' } },
    tree: { $ref: '#/$defs/tree' },
  },
  required: ['by'],
  additionalProperties: false,
  $defs: {
    tree: { type: 'object', properties: { child: { $ref: '#/$defs/tree' }, name: { type: 'string' } } },
  },
};

const changed = (change: (schema: Loose) => void) => {
  const copy = structuredClone(MESSAGE);
  change(copy);
  return schemaProblems(MESSAGE, copy, 'decide');
};

it.each<[string, (schema: Loose) => void]>([
  ['nothing', () => undefined],
  ['a new optional field', (s) => (s.properties.via = { type: 'string' })],
  ['a field that is optional now', (s) => (s.required = [])],
  ['a further value of an enum', (s) => s.properties.decision.enum.push('edit')],
  ['any text in place of an enum', (s) => delete s.properties.decision.enum],
  ['wider bounds', (s) => Object.assign(s.properties.by, { minLength: 0, maxLength: 300 })],
  ['a number in place of an integer', (s) => (s.properties.stage.type = 'number')],
  ['a further choice', (s) => s.properties.value.anyOf.push({ type: 'boolean' })],
  [
    'choices in place of one type',
    (s) => (s.properties.by = { anyOf: [{ type: 'number' }, { type: 'string' }] }),
  ],
  ['other fields are accepted', (s) => delete s.additionalProperties],
  ['any value in place of a text', (s) => (s.properties.extra.additionalProperties = {})],
  ['a description', (s) => (s.properties.by.description = 'Who decides.')],
])('accepts %s', (_, change) => {
  expect(changed(change)).toEqual([]);
});

it.each<[string, (schema: Loose) => void, string]>([
  ['a removed field', (s) => delete s.properties.stage, 'decide.stage was removed or renamed'],
  ['a field that is required now', (s) => s.required.push('stage'), 'decide.stage is required now'],
  [
    'a new field that is required',
    (s) => {
      s.properties.why = { type: 'string' };
      s.required.push('why');
    },
    'decide.why is required now',
  ],
  ['a removed value', (s) => s.properties.decision.enum.pop(), 'decide.decision: "reject" was removed'],
  [
    'an enum in place of any text',
    (s) => (s.properties.by.enum = ['ana']),
    'decide.by: only certain values are accepted now',
  ],
  [
    'another type',
    (s) => (s.properties.by.type = 'number'),
    'decide.by: type string is not accepted any more',
  ],
  [
    'an integer in place of a number',
    (s) => (s.properties.value.anyOf[1].type = 'integer'),
    'decide.value: choice 2 is not accepted any more',
  ],
  [
    'a lower maximum',
    (s) => (s.properties.by.maxLength = 100),
    'decide.by: maxLength was 200 and is now 100',
  ],
  ['a higher minimum', (s) => (s.properties.stage.minimum = 2), 'decide.stage: minimum was 1 and is now 2'],
  [
    'a new pattern',
    (s) => (s.properties.by.pattern = '^a'),
    'decide.by: pattern was undefined and is now "^a"',
  ],
  [
    'a new bound of items',
    (s) => (s.properties.tags.minItems = 1),
    'decide.tags: minItems was undefined and is now 1',
  ],
  [
    'narrower items',
    (s) => (s.properties.tags.items.maxLength = 3),
    'decide.tags[]: maxLength was undefined and is now 3',
  ],
  [
    'a removed choice',
    (s) => s.properties.value.anyOf.pop(),
    'decide.value: type number is not accepted any more',
  ],
  [
    'narrower other fields',
    (s) => (s.properties.extra.additionalProperties.maxLength = 3),
    'decide.extra.*: maxLength was undefined and is now 3',
  ],
  [
    'no other fields',
    (s) => (s.properties.extra.additionalProperties = false),
    'decide.extra: other fields are not accepted any more',
  ],
  [
    'a narrower definition',
    (s) => (s.$defs.tree.properties.name.type = 'number'),
    'decide.tree.name: type string is not accepted any more',
  ],
])('refuses %s', (_, change, problem) => {
  expect(changed(change)).toEqual([problem]);
});

describe('a contract', () => {
  const frozen: Contract = {
    schemas: { 'message decide': MESSAGE },
    names: { statuses: ['pending', 'approved'], messages: { decide: 'decide' } },
    limits: { nameBytes: 200 },
  };

  it('fits itself, and with higher limits', () => {
    expect(brokenPromises(frozen, frozen)).toEqual([]);
    expect(brokenPromises(frozen, { ...frozen, limits: { nameBytes: 300 } })).toEqual([]);
    expect(additions(frozen, frozen)).toEqual([]);
  });

  it('is broken by a removed message, a removed, renamed or changed name, and a lower limit', () => {
    const now: Contract = {
      schemas: {},
      names: { statuses: ['pending', 'accepted'], messages: { decide: 'choose' } },
      limits: { nameBytes: 100 },
    };
    expect(brokenPromises(frozen, now)).toEqual([
      'message decide was removed or renamed',
      'statuses: approved was removed or renamed',
      "messages: decide was 'decide' and is now 'choose'",
      'limit nameBytes was 200 and is now 100',
    ]);
    expect(additions(frozen, now)).toEqual(['statuses: accepted']);
  });

  it('needs a line for a new message and a new name', () => {
    const now: Contract = {
      ...frozen,
      schemas: { ...frozen.schemas, 'message pause': { type: 'object' } },
      names: { ...frozen.names, outcomes: ['done'] },
    };
    expect(brokenPromises(frozen, now)).toEqual([]);
    expect(additions(frozen, now)).toEqual(['message pause', 'outcomes: done']);
  });
});
