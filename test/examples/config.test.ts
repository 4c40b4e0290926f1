import { join } from 'node:path';
import { configWarnings } from '../../rules/config-warnings';
import { loadConfig } from '../../worker/config';

jest.mock('jiti', () => jest.requireActual<object>('../support/native-jiti'));

const loaded = new Map<string, ReturnType<typeof loadConfig>>();
/** Once each: to compile it takes seconds. */
function load(example: string) {
  const file = join(__dirname, '..', '..', 'examples', example, 'temporal.config.ts');
  const config = loaded.get(example) ?? loadConfig(file);
  loaded.set(example, config);
  return config;
}

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

  it.each(['transfer', 'hosted-payment-agent'])('%s has no warnings', async (example) => {
    expect(configWarnings((await load(example)).config)).toEqual([]);
  });
});
