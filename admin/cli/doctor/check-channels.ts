import { openChannels } from '../../../activities/channels/open-channels';
import { contactOf } from '../../../activities/notifications/address-book';
import { errorText, withTimeout } from '../../../activities/user-functions';
import type { Config } from '../../../contract/config/config';
import { failed, type Check, passed } from './check';

const TIMEOUT_MS = 15_000;
const MAX_NAMED = 10;

/** Checks whether each channel could send now, without sending, and which people of the directory have no address. */
export async function checkChannels(config: Config): Promise<Check[]> {
  const channels = openChannels(config, () => {});
  const names = Object.keys(channels);
  if (names.length === 0) return [passed('channels', 'none, so people are not notified')];
  const tried = names.map(async (name): Promise<Check> => {
    const check = `channel ${name}`;
    try {
      return passed(check, (await withTimeout(channels[name]?.check() ?? '', TIMEOUT_MS)) || 'ready');
    } catch (error) {
      return failed(check, errorText(error), `Correct the channel, then test it: hitl channels test ${name}`);
    }
  });
  return [...(await Promise.all(tried)), ...(await unreached(config, channels))];
}

/** The people without an address. Empty if the directory is a function, whose people cannot be listed. */
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
  const more = silent.length > MAX_NAMED ? ` and ${silent.length - MAX_NAMED} more` : '';
  return [
    failed(
      'contacts',
      `no channel has an address for ${silent.slice(0, MAX_NAMED).join(', ')}${more}`,
      'Add their addresses to contacts. They get no notifications.',
    ),
  ];
}
