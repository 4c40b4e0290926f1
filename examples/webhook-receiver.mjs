// Receives and verifies webhooks of temporal-hitl: WEBHOOK_SECRET=whsec_… node examples/webhook-receiver.mjs
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const seen = new Set(); // for several processes use a database table with a unique key
const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  try {
    const { type, data } = webhook.verify(body, request.headers); // the original body, not parsed and serialized again
    if (!seen.has(data.messageId)) console.log(type, data.id);
    seen.add(data.messageId);
    response.writeHead(204).end();
  } catch {
    response.writeHead(400).end();
  }
});
server.listen(process.env.PORT ?? 8080, () => console.log('listening on', server.address().port));
