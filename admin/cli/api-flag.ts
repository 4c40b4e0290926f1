import { isLoopback } from '../desk/loopback';
import { type ConnectionFlags, temporalFlag } from './connection-flags';
import { UsageError } from './errors';

/**
 * The address of the desk to go through, without a slash at its end: `--api`, or HITL_API where no flag says where Temporal
 * is. Nothing: to Temporal itself.
 *
 * @throws UsageError when it is no address, when a token would travel in the clear, or with a flag of Temporal
 */
export function apiOf({ api, ...flags }: ConnectionFlags, env: NodeJS.ProcessEnv): string | undefined {
  const other = temporalFlag(flags);
  if (api !== undefined && other !== undefined)
    throw new UsageError(
      `--${other} is about Temporal, and --api goes through a desk: leave one of them out`,
    );
  if (api !== undefined) return addressOf(api, '--api');
  return env.HITL_API && other === undefined ? addressOf(env.HITL_API, 'HITL_API') : undefined;
}

function addressOf(value: string, from: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    throw new UsageError(`${from} must be the address of a desk, such as https://desk.example`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new UsageError(
      `${from}: ${url.origin} is not encrypted, and whoever listens on the way could decide in your name. Use https`,
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
