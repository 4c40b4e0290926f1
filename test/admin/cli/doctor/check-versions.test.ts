import { checkVersions, type TaskQueueVersions } from '../../../../admin/cli/doctor/check-versions';

const version = (buildId: string) => ({ deploymentName: 'approvals', buildId });
const polls = (...builds: string[]) =>
  builds.map((build) => ({ version: version(build), isVersioned: true }));
const WITHOUT = { version: undefined, isVersioned: false };
const check = (given: Partial<TaskQueueVersions>) =>
  checkVersions({ taskQueue: 'hitl', namespace: 'default', polling: [], ...given });
const info = (current?: string, ramping?: string, percentage = 0) => ({
  ...(current !== undefined && { currentDeploymentVersion: version(current) }),
  ...(ramping !== undefined && {
    rampingDeploymentVersion: version(ramping),
    rampingVersionPercentage: percentage,
  }),
});

describe('the versions of the workers', () => {
  it('are not mentioned where no worker has one', () => {
    expect(check({ polling: [WITHOUT], versioningInfo: {} })).toEqual([]);
  });

  it('are well where workers of the current and of the ramping version poll', () => {
    const [found] = check({ polling: polls('v1', 'v1', 'v2'), versioningInfo: info('v1', 'v2', 50) });
    expect(found).toMatchObject({
      ok: true,
      found: 'current approvals:v1, ramping approvals:v2 at 50%; polling: approvals:v1, approvals:v2',
    });
  });

  it('are a problem while none is current, since a versioned worker then gets no tasks', () => {
    expect(check({ polling: polls('v1'), namespace: 'prod' })).toMatchObject([
      {
        ok: false,
        todo: 'Make a version current:\ntemporal worker deployment set-current-version --deployment-name approvals --build-id v1 --namespace prod',
      },
    ]);
    expect(check({ polling: [...polls('v1'), WITHOUT] })).toMatchObject([{ ok: true }]);
  });

  it('are a problem where no worker of the current one polls', () => {
    const [found] = check({ polling: [...polls('v1'), WITHOUT], versioningInfo: info('v2') });
    expect(found).toMatchObject({
      ok: false,
      found: expect.stringContaining('no worker of version approvals:v2 polls') as string,
    });
    expect(found?.todo).toContain('hitl worker --deployment approvals --build-id v2');
    expect(found?.todo).toContain('--build-id v1');
  });
});
