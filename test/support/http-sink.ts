import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server that records posted bodies and its answers. */
export interface HttpSink {
  url: string;
  posts: { body: string; headers: IncomingHttpHeaders; path: string; status: number }[];
  /** The status to answer with. Default 202. */
  answer: { status: number; headers?: Record<string, string> };
  stop(): Promise<void>;
}

export async function startHttpSink(): Promise<HttpSink> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers, url = '' } = request;
      sink.posts.push({
        body: Buffer.concat(chunks).toString(),
        headers,
        path: url,
        status: sink.answer.status,
      });
      response.writeHead(sink.answer.status, sink.answer.headers).end();
    });
  });
  const sink: HttpSink = {
    url: '',
    posts: [],
    answer: { status: 202 },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sink.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/workflows/1?sig=s3cret`;
  return sink;
}
