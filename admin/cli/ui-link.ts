import type { ResolvedConnection } from '../../client/temporal/connection-settings';
import type { ConnectionFlags } from './connection-flags';

const LOCAL = /^(?:localhost|127\.0\.0\.1|\[::1\]):(\d+)$/;
const CLOUD = /(?:^|\.)(?:tmprl\.cloud|api\.temporal\.io):\d+$/;

/**
 * The Temporal UI that goes with an address: `--ui-url`, HITL_UI_URL, TEMPORAL_UI_URL; else Temporal Cloud's, or where
 * a dev server on this machine has its own. Absent when it cannot be known.
 */
export function uiBase(
  { uiUrl }: ConnectionFlags,
  env: NodeJS.ProcessEnv,
  { address }: Pick<ResolvedConnection, 'address'>,
): string | undefined {
  const given = uiUrl || env.HITL_UI_URL || env.TEMPORAL_UI_URL;
  if (given) return given.replace(/\/+$/, '');
  if (CLOUD.test(address)) return 'https://cloud.temporal.io';
  const port = LOCAL.exec(address)?.[1];
  return port === undefined ? undefined : `http://localhost:${Number(port) + 1000}`;
}

/** Where the Temporal UI shows a request. */
export function uiLink(base: string, namespace: string, id: string): string {
  return `${base}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}`;
}
