import type { ResolvedConnection } from '../../client/temporal/connection-settings';
import type { ConnectionFlags } from './connection-flags';
import { uiOfDevServer } from './dev/running-servers';

const CLOUD = /(?:^|\.)(?:tmprl\.cloud|api\.temporal\.io):\d+$/;

/**
 * The Temporal UI that goes with an address: `--ui-url`, HITL_UI_URL, TEMPORAL_UI_URL; else Temporal Cloud's, or that
 * of a `hitl dev` which runs there. Undefined elsewhere: an address does not tell where its UI is.
 */
export function uiBase(
  { uiUrl }: ConnectionFlags,
  env: NodeJS.ProcessEnv,
  { address }: Pick<ResolvedConnection, 'address'>,
): string | undefined {
  const given = uiUrl || env.HITL_UI_URL || env.TEMPORAL_UI_URL;
  if (given) return given.replace(/\/+$/, '');
  if (CLOUD.test(address)) return 'https://cloud.temporal.io';
  return uiOfDevServer(env, address);
}

/** Where the Temporal UI shows a request. */
export function uiLink(base: string, namespace: string, id: string): string {
  return `${base}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}`;
}
