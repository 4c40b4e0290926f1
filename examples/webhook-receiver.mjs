// Takes temporal-hitl's webhooks, and only those: WEBHOOK_SECRET=whsec_… node examples/webhook-receiver.mjs
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const seen = new Set(); // where several processes receive, a table with a unique key
const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  try {
    const { type, data } = webhook.verify(body, request.headers); // the body as it came, not parsed and written anew
    if (!seen.has(data.messageId)) console.log(type, data.id);
    seen.add(data.messageId);
    response.writeHead(204).end();
  } catch {
    response.writeHead(400).end();
  }
});
server.listen(process.env.PORT ?? 8080, () => console.log('listening on', server.address().port));
