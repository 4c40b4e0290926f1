import { createServer, type IncomingMessage, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { type Managers, outcomeOf, pay, type Payment } from './agent';

/**
 * `PUT /payments/ID` starts a payment and answers at once, since people may take days; `GET` says what came of it. The
 * same `PUT` again, such as after a restart, goes on with the same payment.
 */
export function paymentServer(managers: Managers): Server {
  return createServer((request, response) => {
    answer(request, managers).then(
      ({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
}

async function answer(
  request: IncomingMessage,
  managers: Managers,
): Promise<{ status: number; body: object }> {
  const name = /^\/payments\/([\w-]{1,100})$/.exec(request.url ?? '')?.[1];
  if (name === undefined) return { status: 404, body: { error: 'there is /payments/ID alone' } };
  const id = `payment-${name}`;
  if (request.method === 'PUT') {
    const payment = (await json(request)) as Payment;
    if (!(payment?.amount > 0)) return { status: 400, body: { error: 'amount: must be a number above 0' } };
    pay(id, payment, managers).catch((error: Error) => console.error(`${id}: ${error.message}`));
    return { status: 202, body: { id } };
  }
  const outcome = await outcomeOf(id, managers.runs);
  return outcome ? { status: 200, body: outcome } : { status: 202, body: { id, waits: true } };
}
