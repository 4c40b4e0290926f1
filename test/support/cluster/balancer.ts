import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A balancer of TCP connections. It gives each to the next server that accepts it. */
export async function startBalancer(port: number, targets: readonly number[]): Promise<{ stop: () => void }> {
  let next = 0;
  const open = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (client) => {
    open.add(client);
    client.on('error', () => {}).on('close', () => open.delete(client));
    void toFirst(rotated(targets, next++)).then((target) => {
      if (target === undefined) return client.destroy();
      target.on('error', () => {}).on('close', () => client.destroy());
      client.on('close', () => target.destroy());
      client.pipe(target);
      target.pipe(client);
      client.resume();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    stop: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function rotated(targets: readonly number[], by: number): number[] {
  const first = by % targets.length;
  return [...targets.slice(first), ...targets.slice(0, first)];
}

/** A connection to the first server that accepts one. */
async function toFirst(targets: readonly number[]): Promise<Socket | undefined> {
  for (const port of targets) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return socket;
    } catch {
      // This server is away.
    }
  }
  return undefined;
}
