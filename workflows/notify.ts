import type { EscalationRecord } from '../contract/escalation';
import type { RequestRecord } from '../contract/record';
import { shownState } from '../rules/notifications/shown-state';
import { pokeNotifications } from './proxies';

/** Has people told of what changed about a request, where the config has channels. */
export async function notifyOfRequest(
  before: RequestRecord | undefined,
  after: RequestRecord,
): Promise<void> {
  const { plan, id } = after;
  if (plan?.notify === undefined || plan.teams === undefined) return;
  const was = before && shownState({ kind: 'request', record: before });
  if (was === shownState({ kind: 'request', record: after })) return;
  await pokeNotifications({ kind: 'request', id }).catch(() => {});
}

/** The same of an escalation. Also a call that is made again is news. */
export async function notifyOfEscalation(
  before: EscalationRecord | undefined,
  after: EscalationRecord,
): Promise<void> {
  const { plan, id, history } = after;
  if (plan?.notify === undefined) return;
  const was = before && shownState({ kind: 'escalation', record: before });
  const isSame = was === shownState({ kind: 'escalation', record: after });
  if (isSame && before?.history.at(-1)?.at === history.at(-1)?.at) return;
  await pokeNotifications({ kind: 'escalation', id }).catch(() => {});
}
