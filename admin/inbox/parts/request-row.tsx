import { z } from 'zod';
import type { RequestItem } from '../../../client';
import { isDueSoon } from '../../../rules/presentation/due-soon';
import { rowDigest } from '../../../rules/requests/listed-row';
import { isSamePerson } from '../../../rules/teams';
import { visibleLine as line } from '../../../rules/text';
import { can } from '../../access/permissions';
import { namesOf } from '../../access/principal';
import { requestAt } from '../addresses';
import type { Visit } from '../visit';
import { Row } from './lists';
import { isSelectedAsAlike } from './select-alike';
import { SeverityMark } from './severity';
import { Ago, Status } from './values';

/*
 * A request in a list, and the value of its checkbox.
 */

/** A row for a request. With `selectable` the row has a checkbox if the reader can decide the request. */
export function RequestRow({
  visit,
  item,
  selectable = false,
  showApprovers = true,
}: {
  visit: Visit;
  item: RequestItem;
  selectable?: boolean;
  showApprovers?: boolean;
}) {
  const { action, resource, description, message, requesterId, requestedAt, runId, kind } = item;
  const approvers = item.approvers?.map(line).join(', ');
  const selection = selectable && canSelect(visit, item) ? toSelection(item) : undefined;
  return (
    <Row
      href={requestAt(item.id)}
      title={line(action) || line(item.id)}
      unreadable={item.unreadable}
      on={resource === undefined ? undefined : `on ${line(resource)}`}
      mark={<SeverityMark severity={item.severity} />}
      text={line(message ?? description ?? '')}
      meta={[
        kind === 'confirmation' ? 'confirmation' : undefined,
        requesterId === '' ? undefined : <>requested by {line(requesterId)}</>,
        <Ago iso={requestedAt} now={visit.now} />,
        approvers && showApprovers && item.status === 'pending' ? (
          <>
            waiting for {approvers}
            {item.approversIncomplete ? ' and others' : ''}
          </>
        ) : undefined,
        runId === undefined ? undefined : <>run {line(runId)}</>,
        item.archivedAt === undefined ? undefined : 'from the audit log',
        item.bulk === false && item.status === 'pending' ? 'decided on its own page' : undefined,
      ]}
      aside={<Aside item={item} now={visit.now} />}
      {...(selection === undefined
        ? {}
        : {
            check: {
              value: selection,
              label: `Select ${line(action)} ${line(item.id)}`,
              checked:
                isSelectedAsAlike(visit, item) ||
                (visit.typed?.form.all('pick').includes(selection) ?? false),
            },
          })}
    />
  );
}

function Aside({ item, now }: { item: RequestItem; now: number }) {
  const { status, expiresAt, closedAt } = item;
  if (status === 'pending' && expiresAt !== undefined)
    return (
      <span class={isDueSoon(item, now) ? 'due due-soon' : 'due'}>
        {Date.parse(expiresAt) <= now ? 'overdue' : isDueSoon(item, now) ? 'due soon:' : 'due'}{' '}
        <Ago iso={expiresAt} now={now} />
      </span>
    );
  return (
    <>
      <Status status={status} />
      {closedAt === undefined ? null : <Ago iso={closedAt} now={now} />}
    </>
  );
}

/**
 * Whether the reader can probably decide this row together with others; only the verdict is binding. A confirmation has no
 * checkbox.
 */
export function canSelect(
  { admin, who }: Visit,
  { kind, status, approvers = [], requesterId, contentHash, unreadable, bulk }: RequestItem,
): boolean {
  if (contentHash === undefined || unreadable !== undefined || bulk === false) return false;
  if (kind !== 'approval' || status !== 'pending' || isSamePerson(requesterId, who.name)) return false;
  return can(admin.settings.access, who, 'decide') && namesOf(who).some((name) => approvers.includes(name));
}

const SelectionSchema = z.strictObject({
  id: z.string().min(1),
  contentHash: z.string().min(1),
  row: z.string().min(1),
  /** Proves that the page that shows the contents has shown this one. The checkbox of a row lacks it. */
  shown: z.string().min(1).optional(),
});

/** A selected row, with the digest of what it showed. */
export type Selection = z.output<typeof SelectionSchema>;

/** The value of a row's checkbox. Undefined for a row without a content hash: such a request is decided on its page. */
function toSelection(item: RequestItem): string | undefined {
  const { id, contentHash } = item;
  return contentHash === undefined ? undefined : JSON.stringify({ id, contentHash, row: rowDigest(item) });
}

/** Reads the value of a checkbox. A value without digests returns only the id, which decides nothing. */
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
