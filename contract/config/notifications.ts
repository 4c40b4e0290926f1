import { z } from 'zod';
import { QuietHoursSchema } from './contacts';
import { type Duration, DurationSchema, toMilliseconds } from '../duration';
import {
  type MessageText,
  type NotificationEvent,
  NOTIFICATION_EVENTS,
  type SubjectRecord,
} from '../notification';
import { LevelSchema, GlobSchema, NameSchema } from '../text';

const EventSchema = z.enum(NOTIFICATION_EVENTS);

/** Which channels take what. The first route that fits counts; a message that none fits goes the usual way. */
const RouteSchema = z.strictObject({
  /** Globs of policies: for requests that one of them applies to. */
  policies: z.array(GlobSchema).min(1).optional(),
  /** For escalations at these levels. */
  levels: z.array(LevelSchema).min(1).optional(),
  /** For these people and the people of these teams. */
  people: z.array(NameSchema).min(1).optional(),
  events: z.array(EventSchema).min(1).optional(),
  /** To try in order for each person; those with one address for all get it in any case. Empty: nobody is told. */
  channels: z.array(NameSchema),
});

/** Says otherwise what a message says: what it leaves out stays as it was. The text is shown as it is, never as markup. */
export type Template = (
  message: MessageText,
  about: SubjectRecord & { event: NotificationEvent; to?: string },
) => Partial<MessageText>;

const TemplateSchema = z.custom<Template>((value) => typeof value === 'function', {
  error: 'must be a function (message, about) => ({ title, text, facts, details })',
});

/** When those who are asked hear of it again: of a policy, the fallback and `notifications`. */
export const reminderFields = {
  /** So long after they were asked, such as `['30m', '2h']`. */
  remindAfter: z.array(DurationSchema).min(1).max(20).optional(),
  /** And every so often after that. At least a minute. */
  remindEvery: DurationSchema.refine(isAtLeastOneMinute, { error: 'must be at least a minute' }).optional(),
  /** So long before the deadline. */
  warnBefore: DurationSchema.optional(),
};

export const NotificationsSchema = z.strictObject({
  routes: z.array(RouteSchema).default([]),
  /** Of everybody who has none of their own. They never hold back what is about an `emergency`. */
  quietHours: QuietHoursSchema.optional(),
  /** Past so many messages for one person at one channel within a minute the others come as one. Default 10. */
  digestAbove: z.int().min(1).default(10),
  /** By the name or type of a channel, or `*`; then by event, or `*`. */
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
