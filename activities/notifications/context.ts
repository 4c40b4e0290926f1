import { Context } from '@temporalio/activity';
import type { Config } from '../../contract/config/config';
import type { NotificationRecord, Subject } from '../../contract/notification';
import type { Channels } from '../channels/open-channels';
import type { SubjectRecords } from './subject-records';

/*
 * What the activities of notifications share.
 */

/** What the activities of notifications work with. */
export interface NotificationContext {
  config: Config;
  channels: Channels;
  rateLimit: RateLimit;
  records: SubjectRecords;
  /** The admin server's address, for links; without a slash at its end. */
  adminUrl?: string;
}

/** Where people see and decide it. */
export function linkTo(adminUrl: string, { kind, id }: Subject): string {
  return `${adminUrl}/${kind}s/${encodeURIComponent(id)}`;
}

/** Counts in the worker's metrics of Temporal: `hitl_notifications`, by channel and outcome. Every failed attempt counts. */
export function countOutcome(channel: string, outcome: NotificationRecord['status']): void {
  Context.current()
    .metricMeter.createCounter('hitl_notifications', '1', 'attempts to tell people, by channel and outcome')
    .add(1, { channel, outcome });
}

const WINDOW_MS = 60_000;

/**
 * Who was sent how much within the last minute, by this worker: other workers count for themselves, so that several send
 * several times as much before they gather.
 */
export function createRateLimit(most: number) {
  const sent = new Map<string, Map<string, number>>();
  return {
    /** Whether one more message (by its id, which counts once) may go to this address now. */
    admits(address: string, id: string, now: number): boolean {
      const recent = new Map([...(sent.get(address) ?? [])].filter(([, at]) => now - at < WINDOW_MS));
      sent.set(address, recent);
      if (recent.has(id)) return true;
      if (recent.size >= most) return false;
      recent.set(id, now);
      return true;
    },
  };
}

type RateLimit = ReturnType<typeof createRateLimit>;
