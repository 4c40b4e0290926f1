import type { ConfirmationOptions, RequestItem } from '../../client';
import { eventually, type TemporalForTests } from './temporal';

let actions = 0;

/** Options for guarded functions. A test finds their requests by the action. */
export function guarding(temporal: () => TemporalForTests) {
  const options = <A extends unknown[], R>(more: Partial<ConfirmationOptions<A, R>> = {}) => {
    const action = `action-${++actions}`;
    const approvals = temporal().manager;
    const all = { message: 'Sure?', requesterId: 'ana', approvals, action, ...more };
    return all as ConfirmationOptions<A, R> & { action: string };
  };

  /** Waits for the pending confirmation of this action. */
  const asked = async (action: string): Promise<RequestItem> => {
    let found: RequestItem | undefined;
    await eventually(async () => {
      const filter = { action, kind: 'confirmation', status: 'pending' } as const;
      [found] = (await temporal().manager.listRequests(filter)).items;
      return found !== undefined;
    });
    return found as RequestItem;
  };

  return { options, asked };
}
