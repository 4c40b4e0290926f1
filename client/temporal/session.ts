import type { Client } from '@temporalio/client';
import type { Duration } from '../../contract/duration';
import { type ManagerOptions, taskQueueOf } from './connect';
import { checkedDuration } from '../input-problem';
import type { Kind } from './kind';
import type { DecisionSigner } from '../signing/decision-signer';

/** What every call of a manager shares. */
export interface Session {
  client: Client;
  /** Where new requests and runs go. */
  taskQueue: string;
  /** How long a decision waits for its verdict, in milliseconds. */
  patience: number;
  /** Signs decisions, where they must be. */
  signer?: DecisionSigner;
  /** Ids seen to be ours, and of which kind. */
  known: KnownIds;
}

const DEFAULT_PATIENCE = '5s';
const MOST_KNOWN = 10_000;

/** A session on a client that exists. @throws InvalidInput when `patience` is no duration */
export function openSession(client: Client, { taskQueue, patience, signer }: ManagerOptions): Session {
  return {
    client,
    taskQueue: taskQueueOf(taskQueue),
    patience: checkedPatience(patience),
    ...(signer && { signer }),
    known: new KnownIds(),
  };
}

/** How long to wait for an answer, in milliseconds: as given, else of `HITL_PATIENCE`, else 5 s. @throws InvalidInput */
export function checkedPatience(patience?: Duration): number {
  if (patience !== undefined) return checkedDuration(patience, 'patience');
  return checkedDuration(process.env.HITL_PATIENCE || DEFAULT_PATIENCE, 'HITL_PATIENCE');
}

/** Ids that need not be looked up again; the oldest are forgotten past 10,000. */
export class KnownIds {
  private readonly ids = new Map<string, { kind: Kind; isOwn: boolean }>();

  has(id: string, kind: Kind): boolean {
    return this.ids.get(id)?.kind === kind;
  }

  /** Whether this session started the workflow itself, with no cron schedule, retry policy or state. */
  isOwn(id: string): boolean {
    return this.ids.get(id)?.isOwn === true;
  }

  add(id: string, kind: Kind, isOwn = this.isOwn(id)): void {
    this.ids.set(id, { kind, isOwn });
    const [oldest] = this.ids.keys();
    if (this.ids.size > MOST_KNOWN && oldest !== undefined) this.ids.delete(oldest);
  }
}

/** The handle of a workflow: of its newest run, since a reset leaves the older one closed. */
export function handleOf({ client }: Session, id: string) {
  return client.workflow.getHandle(id);
}
