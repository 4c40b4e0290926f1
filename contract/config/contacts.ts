import { z } from 'zod';
import { NameSchema, text } from '../text';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as '22:00'");

export const TimeZoneSchema = z
  .string()
  .refine(isTimeZone, { error: "is not an IANA time zone such as 'Europe/Berlin'" });

/** Hours in which a person gets no messages. `from` after `to` spans midnight. */
export const QuietHoursSchema = z
  .strictObject({
    /** Inclusive, such as `22:00`. */
    from: time,
    /** Exclusive, such as `07:00`. */
    to: time,
    /** The IANA time zone of `from` and `to`, such as `Europe/Berlin`. */
    timeZone: TimeZoneSchema,
  })
  .refine(({ from, to }) => from !== to, { error: "must differ from 'from'", path: ['to'] });

/** The addresses of a person. */
export const ContactSchema = z.strictObject({
  /** The person's e-mail address, for channels of type `email`. */
  email: z.email('must be an e-mail address').optional(),
  /** The person's member id in Slack, `U…`. */
  slack: text(50)
    .regex(/^[UW][A-Z0-9]+$/, "must be a member id in Slack, such as 'U0123ABCD'")
    .optional(),
  /** The channels to try, in order, unless a route names others. Default: all, in the order of the config. */
  channels: z.array(NameSchema).optional(),
  /** Default: the quiet hours of `notifications`. `false`: none. */
  quietHours: z.union([QuietHoursSchema, z.literal(false)]).optional(),
  /** The time zone of times in messages. Default UTC. */
  timeZone: TimeZoneSchema.optional(),
  /** The language of dates and numbers in messages, such as `de-CH`. Default British English. */
  locale: z.string().refine(isLocale, { error: "must be a language tag such as 'de-CH'" }).optional(),
});

/** Whether dates and numbers can be written in this language, a BCP 47 tag. */
export function isLocale(locale: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}

function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

export type Contact = z.output<typeof ContactSchema>;
export type QuietHours = z.output<typeof QuietHoursSchema>;

/** Returns the addresses of a person, or `undefined` if they are not known. */
export type ContactFunction = (
  person: string,
) => Promise<z.input<typeof ContactSchema> | undefined> | z.input<typeof ContactSchema> | undefined;

export const ContactsSchema = z.union(
  [z.custom<ContactFunction>((value) => typeof value === 'function'), z.record(NameSchema, ContactSchema)],
  { error: 'must be people with their addresses, or a function (person) => Promise<{ email, slack }>' },
);
