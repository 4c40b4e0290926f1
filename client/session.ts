import type { Client } from '@temporalio/client';
import { WORKFLOW_TYPES } from '../contract/names';

/** What every call of a manager shares. */
export interface Session {
  client: Client;
  /** Where new requests go. */
  taskQueue: string;
  /** How long a decision waits for its verdict, in milliseconds. */
  patience: number;
  /** Ids seen to be requests of ours. */
  known: KnownIds;
}

const MOST_KNOWN = 10_000;

/** Ids that need not be looked up again; the oldest are forgotten past 10,000. */
export class KnownIds {
  private readonly ids = new Set<string>();

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string): void {
    this.ids.add(id);
    const [oldest] = this.ids;
    if (this.ids.size > MOST_KNOWN && oldest !== undefined) this.ids.delete(oldest);
  }
}

/** The handle of a request: of its newest run, since a reset leaves the older one closed. */
export function handleOf({ client }: Session, id: string) {
  return client.workflow.getHandle(id);
}

export function isRequestType(type: string): boolean {
  return type === WORKFLOW_TYPES.approval;
}
