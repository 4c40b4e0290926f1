// Sends decisions to DBOS's workflows from another process, also while the application is down.
const { createRequire } = require('node:module');
const { serve } = require('./lines.js');

const { DBOSClient } = createRequire(`${process.env.PEER_PACKAGES}/`)('@dbos-inc/dbos-sdk');

async function main() {
  const client = await DBOSClient.create({ systemDatabaseUrl: process.env.DATABASE_URL });
  serve({
    async leave({ id, stage, decision, by }) {
      await client.send(id, { decision, by }, `stage-${stage}`);
      return 'sent';
    },
  });
}

void main();
