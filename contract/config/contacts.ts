import { z } from 'zod';
import { NameSchema, text } from '../text';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as '22:00'");

export const TimeZoneSchema = z
  .string()
  .refine(isTimeZone, { error: "is not an IANA time zone such as 'Europe/Berlin'" });

/** Hours in which a person is left alone; `from` after `to` spans midnight. */
export const QuietHoursSchema = z
  .strictObject({
    from: time,
    /** Exclusive. */
    to: time,
    timeZone: TimeZoneSchema,
  })
  .refine(({ from, to }) => from !== to, { error: 'would never end', path: ['to'] });

/** Where a person is reached. */
export const ContactSchema = z.strictObject({
  email: z.email('must be an e-mail address').optional(),
  /** The id of the person's account in Slack, `U…`. */
  slack: text(50)
    .regex(/^[UW][A-Z0-9]+$/, "must be an account's id in Slack, such as 'U0123ABCD'")
    .optional(),
  /** The channels to try, in order, where no route says so. Default: all, in the order of the config. */
  channels: z.array(NameSchema).optional(),
  /** Default: those of `notifications`. `false`: none. */
  quietHours: z.union([QuietHoursSchema, z.literal(false)]).optional(),
  /** In which times are written. Default UTC. */
  timeZone: TimeZoneSchema.optional(),
});

function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

export type Contact = z.output<typeof ContactSchema>;
export type QuietHours = z.output<typeof QuietHoursSchema>;

/** Where a person is reached; `undefined` where nobody knows. */
export type ContactFunction = (
  person: string,
) => Promise<z.input<typeof ContactSchema> | undefined> | z.input<typeof ContactSchema> | undefined;

export const ContactsSchema = z.union(
  [z.custom<ContactFunction>((value) => typeof value === 'function'), z.record(NameSchema, ContactSchema)],
  { error: 'must be people with their addresses, or a function (person) => Promise<{ email, slack }>' },
);
