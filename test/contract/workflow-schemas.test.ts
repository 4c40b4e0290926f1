import { USED } from '../../contract/workflow-schemas';

test('uses every field of a message before the sandbox freezes its schema', () => {
  for (const [schema, good] of USED) {
    expect(Object.keys(good).sort()).toEqual(Object.keys(schema.shape).sort());
    expect(schema.safeParse(good).error).toBeUndefined();
  }
});
