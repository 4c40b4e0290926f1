import { randomUUID } from 'node:crypto';
import { LIMITS } from '../../contract/limits';
import { toProblem } from '../api/problem';
import { decideListed } from '../access/decide-listed';
import { said } from './decision-said';
import type { Flash } from './flash';
import type { Form } from './form';
import { fromPick, type Pick } from './picks';
import { flashOf } from './verdict-flash';
import type { Visit } from './visit';

/** Decisions sent at a time: each is a conversation with Temporal. */
const CONCURRENCY = 10;

export interface Result extends Flash {
  id: string;
  /** Of the request itself; absent where it was not read. */
  action?: string;
}

/** Decides what was ticked, each by itself, in order; what goes wrong with one says so and stops no other. */
export async function decideSeveral(
  visit: Visit,
  form: Form,
  decision: 'approve' | 'reject',
): Promise<Result[]> {
  const picks = form
    .all('pick')
    .flatMap((value) => fromPick(value) ?? [])
    .slice(0, LIMITS.decisionsAtOnce);
  const results: Result[] = [];
  for (let begin = 0; begin < picks.length; begin += CONCURRENCY) {
    const some = picks.slice(begin, begin + CONCURRENCY);
    results.push(...(await Promise.all(some.map((pick) => decideOne(visit, form, decision, pick)))));
  }
  return results;
}

const NOT_DONE = { counted: false, title: 'Nothing was done' };
const INCOMPLETE =
  'This was sent without what its row showed. Nothing was decided: open the request, or tick its row in the inbox again.';

async function decideOne(
  { desk, who }: Visit,
  form: Form,
  decision: 'approve' | 'reject',
  pick: Pick | { id: string },
): Promise<Result> {
  const { id } = pick;
  if (!('row' in pick)) return { id, ...NOT_DONE, message: INCOMPLETE };
  const expected = { contentHash: pick.contentHash };
  const given = { decisionId: randomUUID(), ...said(form, decision), expected, row: pick.row };
  try {
    const { verdict, action, mismatches } = await decideListed(desk, who, id, { ...given, decision });
    const flash = flashOf(verdict, decision === 'approve' ? 'Approval counted' : 'Rejection counted');
    return { id, action, ...flash, ...(mismatches && { title: 'The list showed something else' }) };
  } catch (error) {
    const { status, detail } = toProblem(error);
    if (status === 500) desk.log(`${id}: ${(error as Error).stack}`);
    return { id, ...NOT_DONE, message: detail };
  }
}
