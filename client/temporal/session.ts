import type { Client } from '@temporalio/client';
import type { Duration } from '../../contract/duration';
import type { HitlError } from '../../contract/errors';
import { checkedDuration } from '../input';
import type { DecisionSigner } from '../signing';
import { type ManagerOptions, taskQueueOf } from './connect';
import type { DescribedWorkflow } from './row';

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
const MAX_KNOWN = 10_000;

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
class KnownIds {
  private readonly ids = new Map<string, { kind: Entity; isOwn: boolean }>();

  has(id: string, kind: Entity): boolean {
    return this.ids.get(id)?.kind === kind;
  }

  /** Whether this session started the workflow itself, with no cron schedule, retry policy or state. */
  isOwn(id: string): boolean {
    return this.ids.get(id)?.isOwn === true;
  }

  add(id: string, kind: Entity, isOwn = this.isOwn(id)): void {
    this.ids.set(id, { kind, isOwn });
    const [oldest] = this.ids.keys();
    if (this.ids.size > MAX_KNOWN && oldest !== undefined) this.ids.delete(oldest);
  }
}

/** The handle of a workflow: of its newest run, since a reset leaves the older one closed. */
export function handleOf({ client }: Session, id: string) {
  return client.workflow.getHandle(id);
}

/** What the client must know of one kind of thing that people act on, to find it. */
export interface Entity {
  /** In words, for messages. */
  noun: 'request' | 'escalation' | 'agent run';
  /** The workflow types that are one. */
  types: readonly string[];
  NotFound: new (id: string, detail?: string) => HitlError;
}

/** The same, to read it and to wait for it. */
export interface ReadableEntity<View> extends Entity {
  /** An open one, as far as Temporal alone knows it. */
  withoutWorker: (session: Session, described: DescribedWorkflow) => Promise<View>;
  /** One whose workflow Temporal ended before it had a result. */
  brokenOff: (view: View, end: TemporalEnd) => View;
}

/** How Temporal ended a workflow that had no result yet. */
export interface TemporalEnd {
  at: string;
  /** `operator`: terminated or cancelled there. `system`: timed out or failed. */
  by: 'operator' | 'system';
  /** Whoever terminated it, as their tool names them: evidence, not proof. */
  name?: string;
  reason: string;
  /** What it failed of; without a name where the failure has none. */
  error?: { name?: string; message: string };
}
