import { NativeConnection } from '@temporalio/worker';
import { createWorker } from '../../worker/create-worker';
import { hitlPlugin } from '../../worker/plugin';
import { startTemporal, type TemporalForTests } from '../support/temporal';
import { workflowBundle } from '../support/workflow-bundle';

const config = { fallback: 'reject' } as const;
let temporal: TemporalForTests;
let connection: NativeConnection;
beforeAll(async () => {
  temporal = await startTemporal();
  connection = await NativeConnection.connect({ address: temporal.address });
});
afterAll(async () => {
  await connection?.close();
  await temporal?.stop();
});

const versioned = async (name: string, buildId: string) =>
  createWorker({
    config,
    connection,
    namespace: temporal.namespace,
    workflowBundle: await workflowBundle(),
    deployment: { name, buildId },
  });

test.each(['my.app', 'my:app', '__app', ''])(
  "Temporal would give a worker of deployment '%s' no tasks, so it does not start",
  async (name) => {
    await expect(versioned(name, 'v1')).rejects.toThrow(
      "must not be empty, contain '.' or ':', or begin with '__'",
    );
  },
);

test('a build id must not be empty', async () => {
  await expect(versioned('app', '')).rejects.toThrow("the build id '' must not be empty");
});

test('a version that is set and not used is refused, because Temporal would refuse every task of such a worker', async () => {
  const options = {
    connection,
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    workerDeploymentOptions: {
      version: { deploymentName: 'app', buildId: 'v1' },
      useWorkerVersioning: false,
    } as const,
  };
  const plugin = hitlPlugin(config);
  await expect(async () => plugin.configureWorker?.(options)).rejects.toThrow('useWorkerVersioning: false');
});
