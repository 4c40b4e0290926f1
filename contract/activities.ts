import type { Plan } from './plan';
import type { RequestContent } from './request';

/** What the workflows ask of the outside world. */
export interface RequestActivities {
  /** The policies' answer to a request; with a static directory its teams too. Quick: run as a local activity. */
  planRequest(content: RequestContent): Promise<Plan>;
  /** The people of each of these names that is a team. */
  resolveTeams(names: string[]): Promise<Record<string, string[]>>;
  /** When the server recorded each `decide` and `cancel` signal of this run, in order (milliseconds since 1970). */
  signalArrivals(): Promise<number[]>;
}
