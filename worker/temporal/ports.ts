import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { DevServerFailed } from './errors';

/**
 * Checks that the ports are free on `ip`, and replaces each 0 by a free port. All ports are different.
 *
 * @throws DevServerFailed when one is taken or may not be used
 */
export async function freePorts(ip: string, wanted: readonly number[]): Promise<number[]> {
  const held: { port: number; release: () => void }[] = [];
  try {
    for (const port of wanted) held.push(await hold(ip, port));
    return held.map(({ port }) => port);
  } finally {
    for (const { release } of held) release();
  }
}

function hold(ip: string, port: number): Promise<{ port: number; release: () => void }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `Port ${port} on ${ip} is taken. Stop what listens there (another dev server?), or choose another port.`
          : `Port ${port} on ${ip} cannot be used: ${error.message}`;
      reject(new DevServerFailed(why));
    });
    server.listen(port, ip, () => {
      resolve({ port: (server.address() as AddressInfo).port, release: () => server.close() });
    });
  });
}
