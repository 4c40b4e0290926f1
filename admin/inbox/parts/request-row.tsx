import { z } from 'zod';
import type { RequestItem } from '../../../client';
import { rowDigest } from '../../../rules/requests/listed-row';
import { isSamePerson } from '../../../rules/requests/people';
import { visibleLine as line } from '../../../rules/text';
import { can } from '../../access/permissions';
import { namesOf } from '../../access/principal';
import { requestAt } from '../addresses';
import type { Visit } from '../visit';
import { Row } from './lists';
import { Ago, Status } from './values';

/*
 * A request in a list, and the value of its checkbox.
 */

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
  const pick = tickable && canSelect(visit, item) ? toSelection(item) : undefined;
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
export function canSelect(
  { admin, who }: Visit,
  { kind, status, approvers = [], requesterId, contentHash, unreadable }: RequestItem,
): boolean {
  if (contentHash === undefined || unreadable !== undefined) return false;
  if (kind !== 'approval' || status !== 'pending' || isSamePerson(requesterId, who.name)) return false;
  return can(admin.settings.access, who, 'decide') && namesOf(who).some((name) => approvers.includes(name));
}

const SelectionSchema = z.strictObject({
  id: z.string().min(1),
  contentHash: z.string().min(1),
  row: z.string().min(1),
});

/** A row that was ticked, with the digest of what it showed. */
export type Selection = z.output<typeof SelectionSchema>;

/** The value of a row's checkbox. Undefined for a row that names no content: such a request is decided on its own page. */
function toSelection(item: RequestItem): string | undefined {
  const { id, contentHash } = item;
  return contentHash === undefined ? undefined : JSON.stringify({ id, contentHash, row: rowDigest(item) });
}

/** The row that was ticked. A value without its digests is only the id, which decides nothing. */
export function readSelection(value: string): Selection | { id: string } | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    return (
      SelectionSchema.safeParse(parsed).data ?? z.object({ id: z.string().min(1) }).safeParse(parsed).data
    );
  } catch {
    return undefined;
  }
}
