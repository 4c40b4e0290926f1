import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiCaller } from '../../../../admin/cli/api/call';
import { escalationsApi, requestsApi } from '../../../../admin/cli/api/client';
import { AdminRefused, AdminUnreachable } from '../../../../admin/cli/errors';
import { InvalidInput, NotSignedIn, RequestIdTaken, RunBusy } from '../../../../contract/errors';

let server: Server;
let api: string;
let taken: { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers'] }[];
let answer: (response: ServerResponse, request: IncomingMessage) => void;
beforeAll(async () => {
  server = createServer((request, response) => {
    const { method, url, headers } = request;
    taken.push({ method, url, headers });
    answer(response, request);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`;
});
beforeEach(() => (taken = []));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const json = (status: number, body: unknown) => (response: ServerResponse) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
const problem = (status: number, name?: string, detail = 'no') => json(status, { title: 'T', detail, name });
const me = (options?: Parameters<ReturnType<typeof apiCaller>>[2]) =>
  apiCaller(api)('', (client) => client.GET('/me'), options);

describe('an answer', () => {
  test.each([
    [
      'the id is taken',
      problem(409, 'RequestIdTaken', 'r 1: other content'),
      RequestIdTaken,
      'r 1: other content',
    ],
    ['the run is busy', problem(409, 'RunBusy'), RunBusy, 'no'],
    ['not signed in', problem(401), NotSignedIn, 'no. Sign in: hitl login --api'],
    ['an unknown problem', problem(429), AdminRefused, 'T: no'],
    ['an object with an inherited name', problem(500, 'toString'), AdminRefused, 'T: no'],
    ['not a problem', json(502, 'bad gateway'), AdminUnreachable, '(HTTP status 502). Check the address'],
    [
      'a page',
      (r: ServerResponse) => r.end('<html>'),
      AdminUnreachable,
      'its answer is not JSON. Check the address',
    ],
    ['nothing', (r: ServerResponse) => r.writeHead(204).end(), AdminUnreachable, '(HTTP status 204)'],
    [
      'a broken answer',
      (r: ServerResponse) => r.writeHead(200, { 'Content-Length': 9 }).write('{') && r.destroy(),
      AdminUnreachable,
      `the admin server does not answer at`,
    ],
  ])('%s', async (_, respond, type, message) => {
    answer = respond;
    const asked = requestsApi(apiCaller(api)).requestApproval({ action: 'a', requesterId: 'x', id: 'r 1' });
    const error = await asked.catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toContain(message);
  });

  test('with a verdict is a result, with any HTTP status', async () => {
    const verdict = { outcome: 'not_authorized', message: 'm' };
    answer = json(403, verdict);
    const { approve } = requestsApi(apiCaller(api));
    expect(await approve('r', { decidedBy: 'ana' })).toEqual(verdict);
  });
});

describe('a call', () => {
  test('encodes its id, its query and its idempotency key', async () => {
    answer = json(200, {});
    const { approve, listRequests } = requestsApi(apiCaller(api));
    await approve('a/b $& {id}', { decidedBy: 'ana', decisionId: 'key 1' });
    await listRequests({ approver: ['a&b', 'c'], limit: 2, runId: 'r?' });
    // The order of the query does not matter.
    const inOrder = (url = '') => url.replace(/(?<=\?).*/, (query) => query.split('&').sort().join('&'));
    expect(taken.map(({ method, url }) => [method, inOrder(url)])).toEqual([
      ['POST', '/base/api/requests/a%2Fb%20%24%26%20%7Bid%7D/decisions'],
      ['GET', '/base/api/requests?approver=a%26b&approver=c&limit=2&run=r%3F'],
    ]);
    expect(taken[0]?.headers).toMatchObject({
      'idempotency-key': 'key 1',
      'content-type': 'application/json',
    });
  });

  test.each([
    ['..', 'k', "id: '..' cannot be used"],
    ['.', 'k', "id: '.' cannot be used"],
    ['', 'k', 'id: must not be empty'],
    ['e', 'ключ', 'decisionId: must contain only printable ASCII'],
    ['e', 'line\nfeed', 'decisionId: must contain only printable ASCII'],
  ])('with id %j and decisionId %j is not sent', async (id, decisionId, message) => {
    const { acknowledge } = escalationsApi(apiCaller(api));
    const sent = acknowledge(id, { acknowledgedBy: 'ana', decisionId });
    await expect(sent).rejects.toThrow(InvalidInput);
    await expect(sent).rejects.toThrow(message);
    expect(taken).toEqual([]);
  });

  test('does not follow a redirect', async () => {
    answer = (response) => response.writeHead(302, { Location: '/elsewhere' }).end();
    await expect(me()).rejects.toThrow('(HTTP status 302)');
    expect(taken).toHaveLength(1);
  });

  test('ends at its timeout, before the headers or in the body', async () => {
    for (const respond of [() => {}, (response: ServerResponse) => response.writeHead(200).write('{')]) {
      answer = respond;
      const asked = me({ timeoutMs: 200 });
      await expect(asked).rejects.toThrow(AdminUnreachable);
      await expect(asked).rejects.toThrow('no answer within 0.2 s');
    }
  });

  test('that is aborted throws the reason of the signal', async () => {
    answer = () => stop.abort(new Error('stopped'));
    const stop = new AbortController();
    await expect(me({ signal: stop.signal })).rejects.toThrow('stopped');
    await expect(me({ signal: stop.signal })).rejects.toThrow('stopped');
    expect(taken).toHaveLength(1);
  });

  test('is sent again, once, with a renewed token', async () => {
    answer = problem(401);
    let token = 0;
    const identity = {
      headers: async () => ({ Authorization: `Bearer ${++token}` }),
      renewed: async () => true,
    };
    const { requestApproval } = requestsApi(apiCaller(api, identity));
    await expect(requestApproval({ action: 'a', requesterId: 'x' })).rejects.toThrow(NotSignedIn);
    expect(taken.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
  });
});
