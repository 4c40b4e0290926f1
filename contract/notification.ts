import { z } from 'zod';
import type { EscalationRecord } from './escalation';
import type { RequestRecord } from './request';
import { NameSchema } from './text';

/** What people are told of. */
export const NOTIFICATION_EVENTS = [
  'requested',
  'stage_opened',
  'reminder',
  'expiring',
  'decided',
  'expired',
  'cancelled',
  'escalated',
  'promoted',
  'lapsed',
  'resolved',
] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

/** What notifications are about. */
export interface Subject {
  kind: 'request' | 'escalation';
  id: string;
}

/** A subject as it stands. */
export type SubjectRecord =
  { kind: 'request'; record: RequestRecord } | { kind: 'escalation'; record: EscalationRecord };

/** One message to send or to bring up to date. */
export interface Delivery {
  /** The same for every attempt: a receiver knows a second copy by it. */
  id: string;
  /** Which occurrence of the event: `stage-2`, `reminder-1-3`. */
  key: string;
  event: NotificationEvent;
  channel: string;
  /** The person; absent where the channel has one address for all. */
  to?: string;
  /** Of an update: what the channel calls the message that is brought up to date, and the state it is to show. */
  updates?: string;
  shows?: string;
  /** Milliseconds after which it is given up. */
  giveUpAfter: number;
}

/** What became of one. */
export interface Delivered {
  status: 'sent' | 'skipped' | 'digested';
  /** What the channel calls the message, where it can be brought up to date. */
  ref?: string;
  /** The state of the subject that it shows. */
  shows?: string;
  /** Why it was not sent. */
  why?: string;
}

/** One message in the record. */
export interface NotificationRecord {
  id: string;
  key: string;
  event: NotificationEvent;
  channel: string;
  to?: string;
  at: string;
  status: 'sending' | Delivered['status'] | 'failed';
  ref?: string;
  shows?: string;
  /** Why it failed, or was not sent. */
  why?: string;
  /** Somebody wants it sent again. */
  again?: true;
}

/** All that is known of the messages about one subject: the state of their workflow, and its result. */
export interface NotificationsRecord {
  subject: Subject;
  messages: NotificationRecord[];
  /** When those of a stage were first asked, by the key of the event: reminders count from it. */
  asked: Record<string, string>;
  /** People who should have been told, and no channel has an address of them, or they may not read it in the inbox. */
  unreachable: string[];
  /** When the subject began. Absent until it has been looked at. */
  since?: string;
}

/** What wakes the workflow of the notifications: look again. */
export const WakeSchema = z.object({
  /** A message in which somebody clicked: it is brought up to date even if nobody knows of it any more. */
  refresh: z.object({ channel: z.string(), to: z.string().optional(), ref: z.string().max(500) }).optional(),
  /** Messages of this channel are sent again, under their ids: these, or all that failed. */
  /** A message that a digest held and no channel took. */
  undelivered: z.object({ channel: z.string(), to: z.string(), key: z.string() }).optional(),
  redeliver: z.object({ channel: z.string(), ids: z.array(z.string()).max(1_000).optional() }).optional(),
});
export type WakeMessage = z.output<typeof WakeSchema>;

/** What a look around begins from. */
export interface DeliveryPlanInput {
  subject: Subject;
  messages: NotificationRecord[];
  asked: Record<string, string>;
  since?: string;
}

/** What the outside world says of the messages about a subject, at one time. */
export interface DeliveryPlan {
  due: Delivery[];
  /** When to look again, in milliseconds since 1970, if nothing happens before. */
  nextAt?: number;
  /** The subject has ended: when these are delivered, nothing comes after. */
  ended: boolean;
  asked: Record<string, string>;
  unreachable: string[];
  /** When the subject began: another with the same id is another subject. */
  since: string;
}

/** What is written in a message: plain text, which each channel shows as exactly that. */
export interface MessageText {
  /** One line. */
  title: string;
  /** A few sentences. */
  text?: string;
  facts: { label: string; value: string }[];
  /** The arguments, as JSON. */
  details?: string;
}

/** What waits for one person at one channel, to be sent with others as one message. */
export const NotificationDigestItemSchema = z.object({
  subject: z.object({ kind: z.enum(['request', 'escalation']), id: NameSchema }),
  event: z.enum(NOTIFICATION_EVENTS),
  key: z.string(),
  title: z.string(),
  /** The id of the workflow of the subject's notifications. */
  from: z.string().optional(),
});
export type NotificationDigestItem = z.output<typeof NotificationDigestItemSchema>;

/** For whom a digest is gathered. */
export interface NotificationDigestInput {
  channel: string;
  to: string;
  /** The person's other channels, to try in order when that one refuses for good. */
  others?: string[];
}

export interface NotificationDigest {
  channel: string;
  to: string;
  /** The same for every attempt. */
  id: string;
  items: NotificationDigestItem[];
  /** So many more there were than are in it. */
  more?: number;
}
