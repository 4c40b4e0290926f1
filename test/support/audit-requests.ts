import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Archive } from '../../admin/http/context';
import { archivedRequest, archivedRequests } from '../../audit/archive';
import { openWriter } from '../../audit/open';
import type { AuditBody } from '../../contract/audit';
import type { AuditConfig } from '../../contract/config/audit';
import type { RequestRecord } from '../../contract/request';
import { openRequest } from '../../rules/requests/record';
import { auditBody, auditKey, chained, checkedBy } from './audit-log';

/** The body of an entry about an approved request: ana of the finance team approved what cy requested. */
export function requestBody(number: number, more: Partial<RequestRecord> = {}): AuditBody {
  const id = more.id ?? `old-${number}`;
  const at = new Date(Date.UTC(2026, 0, 5, 9, 0, number)).toISOString();
  const content = {
    action: 'pay',
    context: { amount: number },
    requesterId: 'cy',
    description: 'an old invoice',
  };
  const record = {
    ...openRequest(id, content, Date.parse(at)),
    ...{ status: 'approved', closedAt: undefined },
    decisions: [{ decision: 'approve', decidedBy: 'ana', at, notes: 'checked', via: 'inbox' }],
    end: { cause: 'decision', at },
    ...more,
  };
  const stored = JSON.parse(JSON.stringify(record)) as AuditBody['record'];
  return auditBody(number, { id, runId: `run-${id}-${number}`, record: stored });
}

/** A new log in a folder, or in `sink`, with these entries, and the archive that reads it. */
export async function archiveWith(bodies: AuditBody[], sink?: AuditConfig['sink']) {
  const key = auditKey();
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  const place = sink ?? { type: 'files' as const, folder, rotateAtBytes: 8_192 };
  const writer = await openWriter(place, { namespace: 'default', since: new Date(0), note: () => {} });
  if (writer === undefined) throw new Error('another writer has the log');
  for (const body of bodies) await writer.append(chained(key, [body], writer.head));
  await writer.close();
  const archive: Archive = {
    request: (id) => archivedRequest(place, checkedBy(key), id),
    requests: (search) => archivedRequests(place, checkedBy(key), search),
  };
  return { archive, folder };
}
