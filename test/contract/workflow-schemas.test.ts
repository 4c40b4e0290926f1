import { USED } from '../../contract/workflow-schemas';

test('every field of a message is used before the sandbox freezes its schema, or no workflow could read it', () => {
  for (const [schema, good] of USED) {
    expect(Object.keys(good).sort()).toEqual(Object.keys(schema.shape).sort());
    expect(schema.safeParse(good).error).toBeUndefined();
  }
});
