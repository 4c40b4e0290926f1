import type { Client } from '@temporalio/client';
import { SEVERITIES, type Severity } from '../../contract/names';
import type { Position } from '../temporal/cursor';
import { type Page, pageOf } from '../temporal/page';
import { quoted } from '../temporal/query-terms';
import type { Row } from '../temporal/row';
import type { RequestItem } from './query';

/** The order of the list. `none`: no policy sets a severity, or no worker has planned the request yet. */
const GROUPS: readonly (Severity | 'none')[] = [...[...SEVERITIES].reverse(), 'none'];

/** How many rows are read to see whether there is a next page. */
const AHEAD = 10;

/**
 * The first `limit` requests after `from`, the highest severity first, and within one severity in the server's order.
 * The server cannot sort by a search attribute, so each severity is a query of its own.
 */
export async function listBySeverity(
  client: Client,
  query: string,
  limit: number,
  from: Position | undefined,
  toItem: (row: Row) => RequestItem | undefined,
): Promise<{ items: RequestItem[]; next?: Position }> {
  const begun = from && 'severity' in from ? from : undefined;
  const items: RequestItem[] = [];
  for (const severity of GROUPS.slice(begun === undefined ? 0 : GROUPS.indexOf(begun.severity))) {
    let token: string | undefined = severity === begun?.severity ? begun.token : '';
    while (token !== undefined) {
      const room = limit - items.length;
      const term = `${query} AND ${isOf(severity)}`;
      const page: Page<RequestItem> = await pageOf(client, term, room || AHEAD, toItem, token);
      // Only a look ahead: the page is full, and there must be a next one only if it has something.
      if (room === 0 && page.items.length > 0) return { items, next: { severity, token } };
      if (room > 0) items.push(...page.items);
      token = page.token;
    }
  }
  return { items };
}

function isOf(severity: Severity | 'none'): string {
  if (severity !== 'none') return `HitlSeverity = ${quoted(severity)}`;
  // A workflow that was started by hand may have any value.
  return `(HitlSeverity IS NULL OR HitlSeverity NOT IN (${SEVERITIES.map(quoted).join(', ')}))`;
}
