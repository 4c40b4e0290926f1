import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What a link does with its connections.
 *
 * - `delay`: every byte arrives later, in order.
 * - `stall`: nothing arrives until the link passes again, as in a network partition that heals.
 * - `cut`: all connections are reset, and so is every new one.
 */
export type LinkMode = { kind: 'pass' | 'stall' | 'cut' } | { kind: 'delay'; ms: number };

/** A TCP link between two processes that a campaign disturbs. */
export interface Link {
  name: string;
  port: number;
  set(mode: LinkMode): void;
  /** Ends the direction to the server of every open connection; the other direction stays open. */
  halfClose(): void;
  stop(): Promise<void>;
}

/** Listens on a free port of this machine and passes everything on to `port`. */
export async function openLink(name: string, port: number): Promise<Link> {
  let mode: LinkMode = { kind: 'pass' };
  let wake = () => {};
  let changed = new Promise<void>((resolve) => (wake = resolve));
  const pairs = new Set<[Socket, Socket]>();

  /** Resolves when a chunk that came now may go on. */
  async function passes(): Promise<void> {
    if (mode.kind === 'delay') await sleep(mode.ms, undefined, { ref: false });
    while (mode.kind === 'stall') await changed;
  }

  function pump(from: Socket, to: Socket): void {
    // One chunk after the other, so that the order stays when the delay changes.
    let before: Promise<void> = Promise.resolve();
    const inOrder = (then: () => void) => {
      const own = passes();
      before = before.then(() => own).then(then);
    };
    from.on('data', (chunk: Buffer) => inOrder(() => void (to.writable && to.write(chunk))));
    from.on('end', () => inOrder(() => void (to.writable && to.end())));
  }

  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (mode.kind === 'cut') return void near.resetAndDestroy();
    const far = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    const drop = () => {
      pairs.delete(pair);
      for (const socket of pair) if (!socket.destroyed) socket.resetAndDestroy();
    };
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', drop);
      socket.on('close', () => (near.destroyed && far.destroyed ? pairs.delete(pair) : undefined));
    }
    pump(near, far);
    pump(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const resetAll = () => {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
    pairs.clear();
  };
  return {
    name,
    port: (server.address() as AddressInfo).port,
    set(next) {
      mode = next;
      if (next.kind === 'cut') resetAll();
      wake();
      changed = new Promise<void>((resolve) => (wake = resolve));
    },
    halfClose() {
      for (const [, far] of pairs) if (far.writable) far.end();
    },
    async stop() {
      mode = { kind: 'cut' };
      wake();
      resetAll();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
