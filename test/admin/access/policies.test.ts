import { setTimeout as sleep } from 'node:timers/promises';
import { cachePolicies } from '../../../admin/access/policies';
import type { PoliciesView } from '../../../client';

const view = (configDigest: string) => ({ configDigest }) as PoliciesView;

test('the policies are read once in ten seconds, and again at once after a failure', async () => {
  let now = 0;
  let asked = 0;
  let isAway = true;
  const get = async () => {
    asked++;
    if (isAway) throw new Error('no worker');
    return view(`${asked}`);
  };
  const policies = cachePolicies({ get, dryRun: async () => ({}) as never }, () => now);
  await expect(policies.get()).rejects.toThrow('no worker');
  await sleep(0);
  isAway = false;
  expect(await Promise.all([policies.get(), policies.get()])).toEqual([view('2'), view('2')]);
  now = 9_999;
  expect(await policies.get()).toEqual(view('2'));
  now = 10_000;
  expect(await policies.get()).toEqual(view('3'));
});
