import { deploymentOf } from '../../../../admin/cli/dev/run-worker';

describe('the version of a worker', () => {
  const environment = { TEMPORAL_DEPLOYMENT_NAME: 'approvals', TEMPORAL_WORKER_BUILD_ID: 'v1' };

  it('comes from the flags, else from the variables that Temporal names; without them there is none', () => {
    expect(deploymentOf({}, {})).toBeUndefined();
    expect(deploymentOf({}, environment)).toEqual({ name: 'approvals', buildId: 'v1' });
    expect(deploymentOf({ buildId: 'v2' }, environment)).toEqual({ name: 'approvals', buildId: 'v2' });
  });

  it('needs both its parts', () => {
    expect(() => deploymentOf({ deployment: 'approvals' }, {})).toThrow(
      'and --build-id (or TEMPORAL_WORKER_BUILD_ID)',
    );
  });
});
