import { fieldValue } from '../../../rules/triggers/facts';

test.each<[string, object, string, unknown]>([
  ['snake case as written', { error_count: 3 }, 'error_count', 3],
  ['camel case for snake case', { errorCount: 3 }, 'error_count', 3],
  ['snake case for camel case', { error_count: 3 }, 'errorCount', 3],
  ['a capital more or less', { userID: 'u' }, 'user_id', 'u'],
  ['dots lead into objects', { usage: { cost: 2 } }, 'usage.cost', 2],
  ['in either case on the way', { tokenUsage: { totalCost: 2 } }, 'token_usage.total_cost', 2],
  ['a name that has dots itself', { 'usage.cost': 2, usage: { cost: 3 } }, 'usage.cost', 2],
  ['the exact spelling comes first', { errorCount: 1, error_count: 2 }, 'error_count', 2],
  [
    'undefined is not there, its other spelling is',
    { error_count: undefined, errorCount: 2 },
    'error_count',
    2,
  ],
  ['null is a value', { error_count: null, errorCount: 2 }, 'error_count', null],
  ['missing', {}, 'error_count', undefined],
  ['missing on the way', { usage: null }, 'usage.cost', undefined],
  ['no field of a text', { usage: 'cost' }, 'usage.length', undefined],
  ['no field of an array', { usage: [{ cost: 2 }] }, 'usage.0', undefined],
  ['nothing that every object has', {}, 'constructor', undefined],
  ['nothing of its prototype', {}, '__proto__.toString', undefined],
  ['what only looks like it', JSON.parse('{"__proto__": {"cost": 2}}'), '__proto__.cost', 2],
])('%s', (_, context, field, expected) => {
  expect(fieldValue(context, field)).toEqual(expected);
});
