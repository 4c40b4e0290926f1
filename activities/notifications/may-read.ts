import type { Config } from '../../contract/config';
import { EVERYONE } from '../../contract/desk';
import type { SubjectRecord } from '../../contract/notification';
import { resolveTeams } from '../requests/directory';

/**
 * Those of these people who may read the subject at the desk, so that nobody hears of what they may not see. Where the config
 * has no desk, nothing says who may not.
 *
 * @throws what the directory throws: the activity is then tried again
 */
export async function whoMayRead(config: Config, about: SubjectRecord, people: string[]): Promise<string[]> {
  const read = config.desk?.access.read;
  if (read === undefined || people.length === 0) return people;
  const teams = await resolveTeams(config.directory, [...new Set([...read.own, ...read.team, ...read.all])]);
  const names = (entries: string[], person: string) =>
    entries.some(
      (entry) =>
        entry === EVERYONE ||
        (Object.hasOwn(teams, entry) ? teams[entry]?.includes(person) : entry === person),
    );
  return people.filter((person) => {
    const isOwn = about.kind === 'request' && about.record.requesterId === person;
    return names(read.all, person) || names(isOwn ? read.own : read.team, person);
  });
}
