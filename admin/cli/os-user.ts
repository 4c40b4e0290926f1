import { osUser as found } from '../../client/confirmations/os-user';
import { UsageError } from './errors';

/** The name of whoever runs this. */
export function osUser(env: NodeJS.ProcessEnv): string {
  const name = found(env);
  if (name) return name;
  throw new UsageError('who asks? This system knows no name for you: say --requester NAME');
}
