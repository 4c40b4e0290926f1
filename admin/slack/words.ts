import type { AnyVerdict } from '../text/verdict';
import { toProblem } from '../api/problem';
import type { Desk } from '../desk/desk';
import { flashOf } from '../inbox/verdict-flash';

/** What became of a click, for the person who clicked. */
export function verdictSaid(verdict: AnyVerdict, done?: string): string {
  const { title, message } = flashOf(verdict, done);
  return `${title}. ${message}`;
}

/** Why it could not even be tried. */
export function failureSaid(desk: Desk, error: unknown): string {
  const { status, detail } = toProblem(error);
  if (status === 500) desk.log(`slack: ${(error as Error).stack ?? String(error)}`);
  return detail;
}
