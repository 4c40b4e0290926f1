import type { RunView } from '../../../client';
import type { Runs } from '../managers';
import { type Ask, part } from './api-call';
import { cancelling } from './requests-over-http';
import { waitOverHttp } from './wait-over-http';

const WAITING = { of: 'runs', noun: 'run', openAs: ['running'] } as const;

/** Agent runs, through the API of a desk. */
export function runsOverHttp(ask: Ask): Runs {
  const at = (id: string, below = '') => ({ path: `/runs/${part(id)}${below}`, id });
  return {
    start({ agent, input, id, requesterId }) {
      const body = { agent, input, id, requesterId };
      return ask({ method: 'POST', path: '/runs', body, id: id ?? '' });
    },
    get: (id) => ask(at(id)),
    wait: (id, options) => waitOverHttp<RunView>(ask, WAITING, id, options),
    finish: (id, { output } = {}) => ask({ method: 'POST', ...at(id, '/finish'), body: { output } }),
    cancel: (id, options) => ask({ ...at(id), ...cancelling(at(id).path, options) }),
    list({ status, agent, requesterId, olderThan, newerThan, limit, cursor } = {}) {
      const narrowed = { status, agent, requester: requesterId, olderThan, newerThan };
      return ask({ path: '/runs', query: { ...narrowed, limit, cursor } });
    },
  };
}
