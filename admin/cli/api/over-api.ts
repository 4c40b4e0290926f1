import type { ConnectionFlags } from '../connection-flags';
import type { Managers, Others } from '../managers';
import type { Call } from '../verb';
import { type ApiCall, asker, part } from './api-call';
import { credentialsFile } from './credentials';
import { escalationsOverHttp } from './escalations-over-http';
import { identityOf } from './identity';
import { type Me, meAt } from './me';
import { requestsOverHttp } from './requests-over-http';
import { runsOverHttp } from './runs-over-http';
import { keptToken } from './tokens';

/** Managers that work through a desk, as whoever has signed in there; the same answers, and the same errors. */
export function overApi(
  api: string,
  { flags, io }: Pick<Call<ConnectionFlags & { as?: string }>, 'flags' | 'io'>,
): Managers {
  const tokens = keptToken(api, credentialsFile(io.env), io.env.HITL_TOKEN);
  let name: Promise<string> | undefined;
  const identity = identityOf(api, tokens, (token) => (name ??= meAt(api, token).then((me) => me.name)));
  const asked = asker(api, identity);
  // Whoever acts reads, too, as it must find what it acts on.
  const ask = <T>(call: ApiCall) => asked<T>(flags.as === undefined ? call : { as: flags.as, ...call });
  const others: Others = {
    escalations: escalationsOverHttp(ask),
    runs: runsOverHttp(ask),
    policies: {
      get: () => ask({ path: '/policies' }),
      dryRun: (content) => ask({ method: 'POST', path: '/policies/dry-run', body: content }),
    },
    notifications: { get: (id) => ask({ path: `/notifications/${part(id)}`, id }) },
    async kindOf(id) {
      const found = await ask<{ kind: Awaited<ReturnType<Others['kindOf']>> }>({
        path: `/lookup/${part(id)}`,
        id,
      });
      return found.kind;
    },
    ownName: async () => (await ask<Me>({ path: '/me' })).name,
  };
  return { approvals: requestsOverHttp(ask), others, close: async () => {} };
}
