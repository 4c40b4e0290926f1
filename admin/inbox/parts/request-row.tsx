import type { RequestItem } from '../../../client';
import { isSamePerson } from '../../../rules/requests/people';
import { visibleLine as line } from '../../../rules/text';
import { may } from '../../access/may';
import { namesOf } from '../../access/principal';
import { requestAt } from '../addresses';
import type { Visit } from '../visit';
import { toPick } from '../picks';
import { Row } from './row';
import { Status } from './status';
import { Ago } from './time';

/** A request in a list; with `tickable` it can be decided together with others. */
export function RequestRow({
  visit,
  item,
  tickable = false,
  asked: showsAsked = true,
}: {
  visit: Visit;
  item: RequestItem;
  tickable?: boolean;
  /** Whether it says whom it asks. */
  asked?: boolean;
}) {
  const { action, resource, description, message, requesterId, requestedAt, runId, kind } = item;
  const asked = item.approvers?.map(line).join(', ');
  const pick = tickable && mayTick(visit, item) ? toPick(item) : undefined;
  return (
    <Row
      href={requestAt(item.id)}
      title={line(action) || line(item.id)}
      unreadable={item.unreadable}
      on={resource === undefined ? undefined : `on ${line(resource)}`}
      text={line(message ?? description ?? '')}
      meta={[
        kind === 'confirmation' ? 'confirmation' : undefined,
        requesterId === '' ? undefined : <>asked by {line(requesterId)}</>,
        <Ago iso={requestedAt} now={visit.now} />,
        asked && showsAsked && item.status === 'pending' ? (
          <>
            waits for {asked}
            {item.approversIncomplete ? ' and others' : ''}
          </>
        ) : undefined,
        runId === undefined ? undefined : <>run {line(runId)}</>,
      ]}
      aside={<Aside item={item} now={visit.now} />}
      {...(pick === undefined
        ? {}
        : {
            check: {
              value: pick,
              label: `Select ${line(action)} ${line(item.id)}`,
              checked: visit.typed?.form.all('pick').includes(pick) ?? false,
            },
          })}
    />
  );
}

function Aside({ item: { status, expiresAt, closedAt }, now }: { item: RequestItem; now: number }) {
  const at = status === 'pending' ? expiresAt : closedAt;
  return (
    <>
      {status === 'pending' && at !== undefined ? <span class="hint">due </span> : <Status status={status} />}
      {at === undefined ? null : <Ago iso={at} now={now} />}
    </>
  );
}

/** As far as a list can tell; the verdict tells for sure. A confirmation is read, and typed, one by one. */
export function mayTick(
  { desk, who }: Visit,
  { kind, status, approvers = [], requesterId, contentHash, unreadable }: RequestItem,
): boolean {
  if (contentHash === undefined || unreadable !== undefined) return false;
  if (kind !== 'approval' || status !== 'pending' || isSamePerson(requesterId, who.name)) return false;
  return may(desk.settings.access, who, 'decide') && namesOf(who).some((name) => approvers.includes(name));
}
