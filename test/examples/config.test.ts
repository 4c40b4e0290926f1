import { join } from 'node:path';
import { configWarnings } from '../../rules/config-warnings';
import { loadConfig } from '../../worker/load-config';

const load = (example: string) =>
  loadConfig(join(__dirname, '..', '..', 'examples', example, 'temporal.config.ts'));

describe('the example configs', () => {
  it('load, by the package name they import', async () => {
    const { config } = await load('transfer');
    expect(config.policies.map(({ name }) => name)).toEqual([
      'high_value',
      'at_night',
      'prod_deletes',
      'no_drops',
      'reading',
    ]);
    expect(config.fallback).toMatchObject({ approvers: ['manager'] });
    expect(Object.keys((await load('hosted-payment-agent')).config.agents)).toEqual(['payments']);
  });

  it.each(['transfer', 'hosted-payment-agent'])('%s has nothing to warn of', async (example) => {
    expect(configWarnings((await load(example)).config)).toEqual([]);
  });
});
