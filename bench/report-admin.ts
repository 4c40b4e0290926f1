import { digits } from './format';
import type { Row } from './report';
import type { Results } from './results';

/** The rows about response times of the admin server. */
export function adminRows({ admin }: Results): Row[] {
  if (!admin) return [];
  const { pending, mine, all, byDeadline, bySeverity, byAge, one, page, largePage, inbox } = admin;
  const { search, searchAll, searchPage, searchEscalations, escalationsPage } = admin;
  const each = Object.entries({
    [`admin server, ${pending} pending, p50 / p99, ms: requests for me`]: mine,
    '  all': all,
    '  requests for me, by deadline': byDeadline,
    '  requests for me, by severity': bySeverity,
    '  requests for me, by age': byAge,
    '  search by words': search,
    '  search by a word that all have, by deadline': searchAll,
    '  the page of such a search, with a filter, by severity': searchPage,
    [`  search of ${pending} escalations by a word that all have, by deadline`]: searchEscalations,
    '  the page of such a search': escalationsPage,
    '  one request': one,
    '  the page of a request': page,
    '  the page of a request with 256 KB': largePage,
    '  the inbox': inbox,
  });
  return each.map(([what, { p50, p99 }]) => [what, `${digits(p50)} / ${digits(p99)}`]);
}
