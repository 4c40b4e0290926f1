import { log } from '@temporalio/activity';
import { z } from 'zod';
import type { MessageText, Moment, SubjectRecord } from '../../contract/notification';
import type { NotificationsConfig } from '../../contract/notifications-config';
import { describe } from '../condition';

const TextSchema = z
  .strictObject({
    title: z.string().min(1),
    text: z.string(),
    facts: z.array(z.strictObject({ label: z.string(), value: z.string() })).max(50),
    details: z.string(),
  })
  .partial();

/**
 * The message as the config's template has it: the first of these names (of channel, of type, `*`) that has one for the
 * moment, or for `*`. A template that fails changes nothing: the message goes out as it is.
 */
export function templated(
  templates: NotificationsConfig['templates'],
  names: string[],
  message: MessageText,
  about: SubjectRecord & { moment: Moment; to?: string },
): MessageText {
  const template = names
    .flatMap((name) => (Object.hasOwn(templates, name) ? [templates[name]] : []))
    .map((byMoment) => byMoment?.[about.moment] ?? byMoment?.['*'])
    .find((found) => found !== undefined);
  if (template === undefined) return message;
  try {
    return { ...message, ...TextSchema.parse(template(structuredClone(message), about)) };
  } catch (error) {
    log.error(
      `the template for ${about.moment} failed, and the message went out without it: ${describe(error)}`,
    );
    return message;
  }
}
