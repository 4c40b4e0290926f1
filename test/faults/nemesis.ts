import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fakeTimeLibrary, type Victim } from './processes';
import type { Random } from './random';
import type { Link } from './tcp-proxy';

/** A server that the nemesis kills and stops, with the data on disk. */
export interface VictimServer {
  kill(): Promise<void>;
  /** Starts it on the same port with the same data. */
  start(): Promise<void>;
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
}

export interface Targets {
  workers: Victim[];
  admin: Victim;
  load: Victim;
  server: VictimServer;
  links: Link[];
}

interface Fault {
  name: string;
  weight: number;
  /** Breaks something for about `holdMs` and repairs it. */
  run: (targets: Targets, random: Random, holdMs: number) => Promise<string>;
}

async function killed(one: Pick<Victim, 'kill' | 'start'>, holdMs: number): Promise<void> {
  await one.kill();
  await sleep(holdMs);
  await one.start();
}

async function stopped(one: Pick<Victim, 'signal'>, holdMs: number): Promise<void> {
  one.signal('SIGSTOP');
  await sleep(holdMs);
  one.signal('SIGCONT');
}

/** Faults of processes. One at a time, so that a killed process is not stopped meanwhile. */
const PROCESS_FAULTS: Fault[] = [
  {
    name: 'kill worker',
    weight: 5,
    run: async ({ workers }, random, holdMs) => {
      const one = random.pick(workers);
      await killed(one, holdMs);
      return one.name;
    },
  },
  {
    name: 'kill all workers',
    weight: 2,
    run: async ({ workers }, _random, holdMs) => {
      await Promise.all(workers.map((each) => killed(each, holdMs)));
      return '';
    },
  },
  {
    name: 'stop worker',
    weight: 4,
    run: async ({ workers }, random, holdMs) => {
      const one = random.pick(workers);
      await stopped(one, holdMs);
      return one.name;
    },
  },
  {
    name: 'stop all workers',
    weight: 2,
    run: async ({ workers }, _random, holdMs) => {
      await Promise.all(workers.map((each) => stopped(each, holdMs)));
      return '';
    },
  },
  {
    name: 'kill server',
    weight: 3,
    run: async ({ server }, _random, holdMs) => (await killed(server, holdMs), ''),
  },
  {
    name: 'stop server',
    weight: 3,
    run: async ({ server }, _random, holdMs) => (await stopped(server, holdMs), ''),
  },
  {
    name: 'kill admin',
    weight: 2,
    run: async ({ admin }, _random, holdMs) => (await killed(admin, holdMs), ''),
  },
  {
    name: 'stop admin',
    weight: 1,
    run: async ({ admin }, _random, holdMs) => (await stopped(admin, holdMs), ''),
  },
  {
    name: 'kill clients',
    weight: 1,
    run: async ({ load }, _random, holdMs) => (await killed(load, holdMs), ''),
  },
  {
    name: 'stop clients',
    weight: 1,
    run: async ({ load }, _random, holdMs) => (await stopped(load, holdMs), ''),
  },
];

/** Faults of links, clocks and cores, at the same time as those of processes. */
const QUIET_FAULTS: Fault[] = [
  {
    name: 'delay',
    weight: 3,
    run: (targets, random, holdMs) =>
      onLink(targets, random, holdMs, { kind: 'delay', ms: 50 + random.number(900) }),
  },
  {
    name: 'stall',
    weight: 3,
    run: (targets, random, holdMs) => onLink(targets, random, holdMs, { kind: 'stall' }),
  },
  {
    name: 'cut',
    weight: 3,
    run: (targets, random, holdMs) => onLink(targets, random, holdMs, { kind: 'cut' }),
  },
  {
    name: 'half-close',
    weight: 2,
    run: async ({ links }, random) => {
      const link = random.pick(links);
      link.halfClose();
      return link.name;
    },
  },
];

/** Twice as many busy programs as the machine has cores. */
const STARVED: Fault = {
  name: 'busy cores',
  weight: 1,
  run: async (_targets, _random, holdMs) => {
    const code = `const until = Date.now() + ${holdMs}; while (Date.now() < until);`;
    const busy = Array.from({ length: availableParallelism() * 2 }, () =>
      once(spawn(process.execPath, ['-e', code], { stdio: 'ignore' }), 'exit'),
    );
    await Promise.all(busy);
    return '';
  },
};

const CLOCK_FAULT: Fault = {
  name: 'clock',
  weight: 5,
  run: async ({ workers, admin, load }, random, holdMs) => {
    const one = random.pick([...workers, admin, load]);
    const seconds = Math.round((random.chance(0.5) ? 1 : -1) * random.pick([3, 10, 60, 3_600, 86_400]));
    one.moveClock(seconds);
    await sleep(holdMs);
    one.moveClock(0);
    return `${one.name} by ${seconds} s`;
  },
};

async function onLink({ links }: Targets, random: Random, holdMs: number, mode: Parameters<Link['set']>[0]) {
  const link = random.pick(links);
  link.set(mode);
  await sleep(holdMs);
  link.set({ kind: 'pass' });
  return link.name;
}

/**
 * Breaks one thing after the other until `stop`, in two rows side by side. Everything is repaired when it returns.
 *
 * @param record receives each fault when it is over
 */
export async function breakThings(
  targets: Targets,
  random: Random,
  stop: AbortSignal,
  record: (fault: string, what: string) => void,
): Promise<void> {
  const quiet = [...QUIET_FAULTS, STARVED, ...(fakeTimeLibrary() === undefined ? [] : [CLOCK_FAULT])];
  const row = async (faults: Fault[]) => {
    const weighted = faults.flatMap((fault) => Array<Fault>(fault.weight).fill(fault));
    while (!stop.aborted) {
      // Drawn in a fixed number of steps, so that a seed gives the same faults in both rows.
      const [pause, hold, fault] = [
        500 + random.number(2_000),
        300 + random.number(3_700),
        random.pick(weighted),
      ];
      await sleep(pause, undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) return;
      record(fault.name, await fault.run(targets, random, hold));
    }
  };
  await Promise.all([row(PROCESS_FAULTS), row(quiet)]);
}
