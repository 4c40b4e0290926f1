import type { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import type { HitlError } from '../../contract/errors';
import { tracedClient } from '../../tracing/client';
import { checkedDuration } from '../input';
import type { DecisionSigner } from '../signing';
import { type ManagerOptions, taskQueueOf } from './connect';
import type { DescribedWorkflow } from './row';

/** What every call of a manager shares. */
export interface Session {
  client: Client;
  /** The task queue of new requests and runs. */
  taskQueue: string;
  /** How long to wait for a verdict, in milliseconds. */
  patience: number;
  /** Signs decisions, if they must be signed. */
  signer?: DecisionSigner;
  /** Known ids of this package's workflows, with their kind. */
  known: KnownIds;
}

const DEFAULT_PATIENCE = '5s';
const MAX_KNOWN = 10_000;

/** Opens a session on a client. @throws InvalidInput when `patience` is not a duration */
export function openSession(client: Client, { taskQueue, patience, signer }: ManagerOptions): Session {
  return {
    client: tracedClient(client),
    taskQueue: taskQueueOf(taskQueue),
    patience: checkedPatience(patience),
    ...defined({ signer }),
    known: new KnownIds(),
  };
}

/** How long to wait for an answer, in milliseconds: the given time, else `HITL_PATIENCE`, else 5 s. @throws InvalidInput */
export function checkedPatience(patience?: Duration): number {
  if (patience !== undefined) return checkedDuration(patience, 'patience');
  return checkedDuration(process.env.HITL_PATIENCE || DEFAULT_PATIENCE, 'HITL_PATIENCE');
}

/** Ids that need not be looked up again: the 10,000 that were used last. */
class KnownIds {
  private readonly ids = new LRUCache<string, { kind: Entity; isOwn: boolean }>({ max: MAX_KNOWN });

  has(id: string, kind: Entity): boolean {
    return this.ids.get(id)?.kind === kind;
  }

  /** Whether this session started the workflow itself, with no cron schedule, retry policy or state. */
  isOwn(id: string): boolean {
    return this.ids.get(id)?.isOwn === true;
  }

  add(id: string, kind: Entity, isOwn = this.isOwn(id)): void {
    this.ids.set(id, { kind, isOwn });
  }
}

/** The handle of a workflow's newest run: a reset closes the older one. */
export function handleOf({ client }: Session, id: string) {
  return client.workflow.getHandle(id);
}

/** How to find one kind of workflow: requests, escalations or runs. */
export interface Entity {
  /** Its name in messages. */
  noun: 'request' | 'escalation' | 'agent run' | 'claim' | 'notifications';
  /** Its workflow types. */
  types: readonly string[];
  NotFound: new (id: string, detail?: string) => HitlError;
}

/** How to find and read one kind. */
export interface ReadableEntity<View> extends Entity {
  /** Makes the view of an open one from Temporal's data alone. */
  withoutWorker: (session: Session, described: DescribedWorkflow) => Promise<View>;
  /** Makes the view of one whose workflow Temporal ended before it had a result. */
  endedByTemporal: (view: View, end: TemporalEnd) => View;
}

/** How Temporal ended a workflow that had no result. */
export interface TemporalEnd {
  at: string;
  /** `operator`: terminated or cancelled there. `system`: timed out or failed. */
  by: 'operator' | 'system';
  /** The person who terminated it, as the tool names them. This is not verified. */
  name?: string;
  reason: string;
  /** The error with which it failed. The name is absent if the failure has none. */
  error?: { name?: string; message: string };
}
