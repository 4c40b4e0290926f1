/** A form with every kind of field, as JSON. */
export const FORM = JSON.stringify({
  properties: {
    amount: { type: 'number', minimum: 1, maximum: 5 },
    why: { type: 'string', pattern: '^(a|b)+$', maxLength: 10, format: 'email' },
    when: { type: 'string', enum: ['now', 'later'], enumNames: ['Now', 'Later'] },
    which: { type: 'array', items: { type: 'string', enum: ['x', 'y'] }, minItems: 1 },
    sure: { type: 'boolean', default: true },
  },
  required: ['amount'],
});
