import { condition } from '@temporalio/workflow';
import { directory } from './proxies';

/**
 * The people of these teams, or nothing when `giveUp` came true first. The activity is retried until it answers;
 * it ends with the workflow.
 */
export async function askDirectory(
  names: string[],
  giveUp: () => boolean,
): Promise<Record<string, string[]> | undefined> {
  let found: Record<string, string[]> | undefined;
  let failure: unknown;
  directory.resolveTeams(names).then(
    (teams) => (found = teams),
    (error: unknown) => (failure = error),
  );
  await condition(() => found !== undefined || failure !== undefined || giveUp());
  if (failure !== undefined) throw failure as Error;
  return found;
}
