// A worker of bare Temporal, with its default settings.
const { DefaultLogger, NativeConnection, Runtime, Worker } = require('@temporalio/worker');
const { runTool, serve, waitingRoom } = require('./lines.js');

async function main() {
  const filter = { core: 'ERROR', other: 'ERROR' };
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter, forward: {} } },
  });
  const connection = await NativeConnection.connect({ address: process.env.TEMPORAL_ADDRESS });
  const waiting = waitingRoom();
  const worker = await Worker.create({
    connection,
    taskQueue: 'bench',
    workflowBundle: { codePath: process.env.WORKFLOW_BUNDLE },
    activities: { runTool },
    sinks: { bench: { waiting: { fn: (_info, id) => waiting.enter(id) } } },
  });
  void worker.run();
  serve({ waiting: waiting.count });
}

void main();
