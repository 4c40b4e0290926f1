import { openChannels } from '../../../activities/channels/open-channels';
import { contactOf } from '../../../activities/notifications/contact-of';
import { describe, within } from '../../../activities/condition';
import type { Config } from '../../../contract/config';
import { bad, type Check, good } from './check';

const PATIENCE_MS = 15_000;
const MOST_NAMED = 10;

/** Whether each channel could send now, without sending; and which people of the directory none of them reaches. */
export async function checkChannels(config: Config): Promise<Check[]> {
  const channels = openChannels(config, () => {});
  const names = Object.keys(channels);
  if (names.length === 0) return [good('channels', 'none: nobody is told what waits for them')];
  const tried = names.map(async (name): Promise<Check> => {
    const check = `channel ${name}`;
    try {
      return good(check, (await within(channels[name]?.check() ?? '', PATIENCE_MS)) || 'there');
    } catch (error) {
      return bad(check, describe(error), `Mend it, then try it: hitl channels test ${name}`);
    }
  });
  return [...(await Promise.all(tried)), ...(await unreached(config, channels))];
}

/** Only of a directory that is no function: who is in the others nobody can list. */
async function unreached(config: Config, channels: ReturnType<typeof openChannels>): Promise<Check[]> {
  const personal = Object.values(channels).filter(({ audience }) => audience === 'person');
  if (personal.length === 0 || typeof config.directory === 'function') return [];
  const people = [...new Set(Object.values(config.directory).flat())];
  const silent: string[] = [];
  for (const person of people) {
    const contact = await contactOf(config.contacts, person).catch(() => ({}));
    if (personal.every((channel) => channel.addressOf(contact) === undefined)) silent.push(person);
  }
  if (silent.length === 0) return [];
  const more = silent.length > MOST_NAMED ? ` and ${silent.length - MOST_NAMED} more` : '';
  return [
    bad(
      'contacts',
      `no channel has an address of ${silent.slice(0, MOST_NAMED).join(', ')}${more}`,
      'Add their addresses to contacts: they hear of nothing.',
    ),
  ];
}
