import type { NotificationEvent } from '../../contract/names';

/** What was known when the events were found before. */
export interface EarlierEvents {
  /** When people were first asked, by the key of the event. */
  asked: Record<string, string>;
  /** The people who have received a message about this subject. */
  notified: string[];
}

/** One occurrence of an event. */
export interface CurrentEvent {
  /** Identifies the occurrence. It is the same each time the events are computed. */
  key: string;
  event: NotificationEvent;
  /**
   * `action`: people must do something, and it matters while they can. `info`: people should know, and need not act.
   * `result`: the outcome. `fact`: it is past; only channels that follow every event get it.
   */
  nature: 'action' | 'info' | 'result' | 'fact';
  /** The people to notify. */
  to: string[];
  /** People who should know of it and need not act. None of them is in `to`. */
  informed?: string[];
  /**
   * Only people who have received a certain earlier message get it. With a `key`: the message with this key, received
   * before the time `at`. Without a key: any message that does not show what happened at that time.
   */
  after?: { key?: string; at: number };
}

/** The events of a subject at one time. */
export interface CurrentEvents {
  /** The oldest first. */
  events: CurrentEvent[];
  /** When the next event is due by time alone (milliseconds since 1970). */
  nextAt?: number;
  /** No more events will follow. */
  ended: boolean;
  /** When people were first asked, by the key of the event. */
  asked: Record<string, string>;
}
