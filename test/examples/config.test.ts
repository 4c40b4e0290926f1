import { join } from 'node:path';
import { loadConfig } from '../../worker/load-config';

describe('the example config', () => {
  it('loads, by the package name it imports', async () => {
    const { config } = await loadConfig(join(__dirname, '..', '..', 'examples', 'temporal.config.ts'));
    expect(config.policies.map(({ name }) => name)).toEqual([
      'high_value',
      'at_night',
      'prod_deletes',
      'no_drops',
      'reading',
    ]);
    expect(config.fallback).toMatchObject({ approvers: ['manager'] });
  });
});
