import { Context } from '@temporalio/activity';
import type { Config } from '../../contract/config/config';
import type { NotificationRecord, Subject } from '../../contract/notification';
import type { Channels } from '../channels/open-channels';
import type { SubjectRecords } from './subject-records';

/*
 * The context that all activities of notifications share.
 */

export interface NotificationContext {
  config: Config;
  channels: Channels;
  rateLimit: RateLimit;
  records: SubjectRecords;
  /** The URL of the admin server for links, without a slash at its end. */
  adminUrl?: string;
}

/** The URL of the page for a subject. */
export function linkTo(adminUrl: string, { kind, id }: Subject): string {
  return `${adminUrl}/${kind}s/${encodeURIComponent(id)}`;
}

/** Counts an attempt in the worker's metric `hitl_notifications_total`, by channel and outcome. Every failed attempt counts. */
export function countOutcome(channel: string, outcome: NotificationRecord['status']): void {
  Context.current()
    .metricMeter.createCounter(
      'hitl_notifications_total',
      '',
      'notification attempts, by channel and outcome',
    )
    .add(1, { channel, outcome });
}

const WINDOW_MS = 60_000;

/**
 * The rate limit for messages to one address, per minute. Each worker counts only its own messages, so several workers
 * together may send several times as many.
 */
export function createRateLimit(max: number) {
  const sent = new Map<string, Map<string, number>>();
  return {
    /** Whether this message may go to the address now. A message counts once, by its id. */
    admits(address: string, id: string, now: number): boolean {
      const recent = new Map([...(sent.get(address) ?? [])].filter(([, at]) => now - at < WINDOW_MS));
      sent.set(address, recent);
      if (recent.has(id)) return true;
      if (recent.size >= max) return false;
      recent.set(id, now);
      return true;
    },
  };
}

type RateLimit = ReturnType<typeof createRateLimit>;
