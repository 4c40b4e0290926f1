import { createServer, type IncomingMessage, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { RunNotFound } from 'temporal-hitl/client';
import { type Managers, outcomeOf, pay, type Payment } from './agent';

/**
 * `PUT /payments/ID` starts a payment and answers at once, because people may take days. `GET` returns the outcome. The same
 * `PUT` again, for example after a restart, continues the same payment. Another payment with the same id is refused.
 */
export function paymentServer(managers: Managers): Server {
  const begun = new Map<string, string>();
  return createServer((request, response) => {
    answer(request, managers, begun).then(
      ({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
}

interface Answer {
  status: number;
  body: object;
}

async function answer(
  request: IncomingMessage,
  managers: Managers,
  begun: Map<string, string>,
): Promise<Answer> {
  const name = /^\/payments\/([\w-]{1,100})$/.exec(request.url ?? '')?.[1];
  if (name === undefined) return { status: 404, body: { error: 'the only path is /payments/ID' } };
  const id = `payment-${name}`;
  if (request.method === 'PUT') return begin(id, request, managers, begun);
  const outcome = await outcomeOf(id, managers.runs);
  if (outcome) return { status: 200, body: outcome };
  if (begun.has(id) || (await isRunning(id, managers))) return { status: 202, body: { id, waits: true } };
  return { status: 404, body: { error: `there is no payment ${name}` } };
}

async function begin(
  id: string,
  request: IncomingMessage,
  managers: Managers,
  begun: Map<string, string>,
): Promise<Answer> {
  const payment = (await json(request).catch(() => undefined)) as Payment | undefined;
  if (!payment || !(payment.amount > 0))
    return {
      status: 400,
      body: { error: 'the body must be JSON such as { "amount": 15000, "vendor": "ACME" }' },
    };
  const content = JSON.stringify(payment);
  if ((begun.get(id) ?? content) !== content)
    return { status: 409, body: { error: `${id} was started with another amount or vendor` } };
  begun.set(id, content);
  pay(id, payment, managers).catch((error: Error) => console.error(`${id}: ${error.message}`));
  return { status: 202, body: { id } };
}

function isRunning(id: string, { runs }: Managers): Promise<boolean> {
  return runs.get(id).then(
    () => true,
    (error: unknown) => {
      if (error instanceof RunNotFound) return false;
      throw error;
    },
  );
}
