import { NotificationsSchema } from '../../../contract/config/notifications';
import type { Plan } from '../../../contract/records/plan';
import { routeFor } from '../../../rules/notifications/deliveries';
import { openRequest } from '../../../rules/requests/record';

/** The channels of a single route with these globs, for a request that matched this policy. */
function routed(globs: string[], policy: string): string[] | undefined {
  const { routes } = NotificationsSchema.parse({ routes: [{ policies: globs, channels: ['log'] }] });
  const content = { action: 'pay', context: {}, requesterId: 'eve' };
  const plan = { requirements: [], matched: [{ policy, effect: 'require' }] } as unknown as Plan;
  const record = { ...openRequest('r1', content, 0), plan };
  return routeFor(routes, { kind: 'request', record }, 'requested');
}

test.each([
  ['money_*', 'money_out', true],
  ['money_*', 'money/out', false],
  ['money/**', 'money/eu/out', true],
  ['accounts(eu)|[id]', 'accounts(eu)|[id]', true],
  ['accounts(eu)|[id]', 'accounts', false],
  ['*', 'money/out', true],
])('a route for %j and the policy %j: %p', (glob, policy, fits) =>
  expect(routed([glob], policy)).toEqual(fits ? ['log'] : undefined),
);
