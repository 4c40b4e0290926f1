import { userInfo } from 'node:os';

/** The name of whoever runs this program. In a container the system may know none. */
export function osUser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return env.USER || env.LOGNAME || undefined;
  }
}
