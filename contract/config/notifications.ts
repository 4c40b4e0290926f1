import { z } from 'zod';
import { type Duration, DurationSchema, toMilliseconds } from '../duration';
import { NOTIFICATION_EVENTS, type NotificationEvent } from '../names';
import type { MessageText, SubjectRecord } from '../notification';
import { GlobSchema, LevelSchema, NameSchema } from '../text';
import { QuietHoursSchema } from './contacts';

const EventSchema = z.enum(NOTIFICATION_EVENTS);

/** Which channels get which messages. The first route that matches is used; without a match the defaults apply. */
const RouteSchema = z.strictObject({
  /** Globs of policies: matches requests that one of these policies applies to. */
  policies: z.array(GlobSchema).min(1).optional(),
  /** Matches escalations at these levels. */
  levels: z.array(LevelSchema).min(1).optional(),
  /** Matches these people and the people of these teams. */
  people: z.array(NameSchema).min(1).optional(),
  /** Matches these events. Default: all. */
  events: z.array(EventSchema).min(1).optional(),
  /** The channels to try in order for each person. A channel with one address for all gets the message in any case. Empty: no message. */
  channels: z.array(NameSchema),
});

/** Changes the texts of a message. Fields that it does not return stay as they are. Texts are shown as plain text, never as markup. */
export type Template = (
  message: MessageText,
  about: SubjectRecord & { event: NotificationEvent; to?: string },
) => Partial<MessageText>;

const TemplateSchema = z.custom<Template>((value) => typeof value === 'function', {
  error: 'must be a function (message, about) => ({ title, text, facts, details, sections })',
});

/** When people are reminded: fields of a policy, of the fallback and of `notifications`. */
export const reminderFields = {
  /** How long after the first notification, such as `['30m', '2h']`. */
  remindAfter: z.array(DurationSchema).min(1).max(20).optional(),
  /** The interval of the reminders after that. At least a minute. */
  remindEvery: DurationSchema.refine(isAtLeastOneMinute, { error: 'must be at least a minute' }).optional(),
  /** How long before the deadline a warning is sent. */
  warnBefore: DurationSchema.optional(),
};

export const NotificationsSchema = z.strictObject({
  /** Which channels get which messages. The first route that matches is used. Default: none, and each person's channels are tried. */
  routes: z.array(RouteSchema).default([]),
  /** For people who have no quiet hours of their own. Messages about an `emergency` are always sent. */
  quietHours: QuietHoursSchema.optional(),
  /** If one person would get more messages than this by one channel within a minute, the others come as one digest. Default 10. */
  digestAbove: z.int().min(1).default(10),
  /** Keys: the name or type of a channel, or `*`; then the event, or `*`. */
  templates: z
    .record(NameSchema, z.partialRecord(z.enum([...NOTIFICATION_EVENTS, '*']), TemplateSchema))
    .default({}),
  ...reminderFields,
});

function isAtLeastOneMinute(duration: Duration): boolean {
  return !DurationSchema.safeParse(duration).success || toMilliseconds(duration) >= 60_000;
}

export type NotificationsConfig = z.output<typeof NotificationsSchema>;
export type Route = z.output<typeof RouteSchema>;
