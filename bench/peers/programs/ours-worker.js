// The worker of this package, with its default settings.
const { DefaultLogger, NativeConnection, Runtime } = require('@temporalio/worker');
const { defineConfig, z } = require('temporal-hitl');
const { createWorker } = require('temporal-hitl/worker');
const { serve } = require('./lines.js');

const context = z.object({ amount: z.number() });
const config = defineConfig({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [
    {
      name: 'high_value',
      actions: ['transfer_funds'],
      context,
      condition: (ctx) => ctx.amount > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
    { name: 'soon', actions: ['transfer_soon'], approvers: ['finance-team'], expireAfter: '3s' },
    { name: 'first', actions: ['transfer_in_stages'], approvers: ['finance-team'], expireAfter: '4h' },
    {
      name: 'second',
      actions: ['transfer_in_stages'],
      approvers: ['finance-team'],
      stage: 2,
      expireAfter: '4h',
    },
  ],
});

async function main() {
  const filter = { core: 'ERROR', other: 'ERROR' };
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter, forward: {} } },
  });
  const connection = await NativeConnection.connect({ address: process.env.TEMPORAL_ADDRESS });
  const worker = await createWorker({ config, connection, taskQueue: 'bench' });
  void worker.run();
  serve({});
}

void main();
