import { digits } from './format';
import type { Row } from './report';
import type { Results } from './results';

/** How long people wait for the desk. */
export function deskRows({ desk }: Results): Row[] {
  if (!desk) return [];
  const { pending, mine, all, byDeadline, one, inbox } = desk;
  const each = Object.entries({
    [`desk, ${pending} pending, p50 / p99, ms: what asks me`]: mine,
    '  all': all,
    '  what asks me, by deadline': byDeadline,
    '  one request': one,
    '  the inbox': inbox,
  });
  return each.map(([what, { p50, p99 }]) => [what, `${digits(p50)} / ${digits(p99)}`]);
}
