import { userInfo } from 'node:os';
import { UsageError } from './errors';

/** The name of whoever runs this. In a container the system may know none. */
export function osUser(env: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username;
  } catch {
    const name = env.USER || env.LOGNAME;
    if (name) return name;
    throw new UsageError('who asks? This system knows no name for you: say --requester NAME');
  }
}
