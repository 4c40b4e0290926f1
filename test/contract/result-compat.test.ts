import { resultChanges, type Results } from '../support/result-compat';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test changes another part
type Loose = any;

const FROZEN: Results = {
  schemas: { 'get /requests/{id} 200': { $ref: '#/components/schemas/Request' } },
  definitions: {
    Request: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        status: { type: 'string', enum: ['pending', 'approved'] },
        stage: { type: 'integer' },
        at: { type: 'string', format: 'date-time' },
        decisions: { type: 'array', items: { $ref: '#/$defs/Decision' } },
        end: {
          anyOf: [
            { type: 'object', properties: { by: { type: 'string' } }, required: ['by'] },
            { type: 'null' },
          ],
        },
        names: { type: 'object', additionalProperties: { type: 'string' } },
        parent: { $ref: '#/$defs/Request' },
      },
      required: ['id', 'status'],
    },
    Decision: { type: 'object', properties: { by: { type: 'string' } }, required: ['by'] },
  },
};

const changed = (change: (now: Loose, request: Loose) => void) => {
  const now = structuredClone(FROZEN);
  change(now, now.definitions.Request);
  return resultChanges(FROZEN, now);
};
const AT = 'get /requests/{id} 200';

it.each<[string, (now: Loose, request: Loose) => void, string[]]>([
  ['nothing', () => undefined, []],
  ['a new field', (_, r) => (r.properties.use = { type: 'string' }), ['Request.use']],
  ['a new field deep inside', (now) => (now.definitions.Decision.properties.note = {}), ['Decision.note']],
  ['a new value', (_, r) => r.properties.status.enum.push('paused'), ['Request.status: "paused"']],
  ['a new result', (now) => (now.schemas.webhook = { type: 'object' }), ['webhook']],
  ['a field that is always there now', (_, r) => r.required.push('stage'), []],
  [
    'an integer in place of a number',
    (_, r) => (r.properties.id = FROZEN.definitions.Request?.properties?.id),
    [],
  ],
  ['a choice less', (_, r) => r.properties.end.anyOf.pop(), []],
  ['a new field of a choice', (_, r) => (r.properties.end.anyOf[0].properties.at = {}), ['Request.end.at']],
])('a reader understands %s', (_, change, added) => {
  expect(changed(change)).toEqual({ broken: [], added });
});

it.each<[string, (now: Loose, request: Loose) => void, string]>([
  ['a removed result', (now) => (now.schemas = {}), `${AT} was removed or renamed`],
  ['a removed field', (_, r) => delete r.properties.stage, 'Request.stage was removed or renamed'],
  [
    'a field of a list that was removed',
    (now) => delete now.definitions.Decision.properties.by,
    'Decision.by was removed or renamed',
  ],
  ['a field that may be absent', (_, r) => r.required.pop(), 'Request.status may be absent now'],
  ['another type', (_, r) => (r.properties.stage.type = 'string'), 'Request.stage: may now be string'],
  [
    'a number in place of an integer',
    (_, r) => (r.properties.stage.type = 'number'),
    'Request.stage: may now be number',
  ],
  ['any type', (_, r) => (r.properties.stage = {}), 'Request.stage: may now be of any type'],
  ['null', (_, r) => (r.properties.id.type = ['string', 'null']), 'Request.id: may now be null'],
  [
    'another format',
    (_, r) => delete r.properties.at.format,
    'Request.at: format was "date-time" and is now undefined',
  ],
  [
    'any text in place of an enum',
    (_, r) => delete r.properties.status.enum,
    'Request.status: may now have any value',
  ],
  [
    'a renamed value',
    (_, r) => (r.properties.status.enum[1] = 'granted'),
    'Request.status: "approved" was removed or renamed',
  ],
  [
    'a further choice',
    (_, r) => r.properties.end.anyOf.push({ type: 'string' }),
    'Request.end: choice 3 is not one of the frozen choices',
  ],
  [
    'a choice that lost a field',
    (_, r) => (r.properties.end.anyOf[0] = { type: 'object' }),
    'Request.end: choice 1 is not one of the frozen choices',
  ],
  [
    'other values of a map',
    (_, r) => (r.properties.names.additionalProperties.type = 'number'),
    'Request.names.*: may now be number',
  ],
])('a reader would miss or misunderstand %s', (_, change, problem) => {
  expect(changed(change).broken).toEqual([problem]);
});
