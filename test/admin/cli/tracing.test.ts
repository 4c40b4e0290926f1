import { execFile } from 'node:child_process';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/*
 * Export of traces by OTLP to a collector, from a process of its own: OpenTelemetry is global, and its exporter loads modules in
 * a way that jest does not have.
 */

interface Sent {
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

let received: Sent[] = [];
const collector = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('latin1');
    received.push({ path: request.url, headers: request.headers, body });
    response.writeHead(200, { 'Content-Type': 'application/json' }).end();
  });
});
let endpoint = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterAll(() => void collector.close());
beforeEach(() => (received = []));

const support = join(__dirname, '..', '..', 'support');

/** Runs the process with these variables, and returns what it printed. */
function traced(variables: Record<string, string>): Promise<string> {
  const env = { PATH: process.env.PATH, ...variables };
  const file = [join(support, 'run-ts.js'), join(support, 'traced-process.ts')];
  return new Promise((resolve) =>
    execFile(process.execPath, file, { env }, (_, stdout, stderr) => resolve(stdout + stderr)),
  );
}

it('without a collector nothing is exported', async () => {
  const there = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  expect(await traced({})).toBe('done\n');
  expect(await traced({ ...there, OTEL_TRACES_EXPORTER: 'none' })).toBe('done\n');
  expect(await traced({ ...there, OTEL_SDK_DISABLED: 'true' })).toBe('done\n');
  expect(received).toEqual([]);
});

it('sends the last spans before it returns, with the name of the service', async () => {
  await traced({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=k',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod',
  });
  const [sent] = received;
  expect([sent?.path, sent?.headers['api-key']]).toEqual(['/v1/traces', 'k']);
  expect(sent?.body).toContain('"name":"work"');
  expect(sent?.body).toContain('hitl-worker');
  expect(sent?.body).toContain('prod');
});

it('uses protobuf, the default of OTLP, and the standard variable for the name', async () => {
  await traced({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/traces`, OTEL_SERVICE_NAME: 'approvals' });
  const [sent] = received;
  expect([sent?.path, sent?.headers['content-type']]).toEqual(['/traces', 'application/x-protobuf']);
  expect(sent?.body).toContain('approvals');
});

it('says which protocols there are', async () => {
  const grpc = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
  expect(await traced(grpc)).toContain(
    "OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'. Use http/protobuf or http/json",
  );
});

it('a collector that is away does not keep the process', async () => {
  expect(await traced({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })).toBe('done\n');
});
