import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Crowd } from './crowd';
import type { PeerName } from './peers';
import type { Observation } from './probed';
import type { Speed } from './speed';

/** The results are kept in the repository: the page can be written again without a measurement. */
export const RESULTS = join(__dirname, 'results.json');

/** A part that was run: what came of it, or why it failed. */
export interface Measured<T> {
  at: string;
  /** The load of the minute before. */
  loadBefore: number;
  value?: T;
  failed?: string;
}

export interface Entry {
  speed?: Measured<Speed>;
  /** By the number that was wanted. */
  pending?: Record<string, Measured<Crowd>>;
  probes?: Record<string, Measured<Observation[]>>;
}

export interface Results {
  machine?: { cores: number; cpu: string; memory: number; system: string; node: string; commit: string };
  note?: string;
  peers: Partial<Record<PeerName, Entry>>;
}

export function readResults(): Results {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Results) : { peers: {} };
}
