import { randomUUID } from 'node:crypto';
import { LIMITS } from '../../contract/limits';
import { toProblem } from '../api/problem';
import { decideRequest } from '../access/requests';
import { said } from './decision-said';
import type { Flash } from './flash';
import type { Form } from './form';
import { fromPick, type Pick } from './picks';
import { flashOf } from './verdict-flash';
import type { Visit } from './visit';

/** So many are decided at a time: each is a conversation with Temporal. */
const AT_ONCE = 10;

export interface Result extends Flash {
  id: string;
  action: string;
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
  for (let begin = 0; begin < picks.length; begin += AT_ONCE) {
    const some = picks.slice(begin, begin + AT_ONCE);
    results.push(...(await Promise.all(some.map((pick) => decideOne(visit, form, decision, pick)))));
  }
  return results;
}

async function decideOne(
  { desk, who }: Visit,
  form: Form,
  decision: 'approve' | 'reject',
  { id, contentHash, action }: Pick,
): Promise<Result> {
  const given = { decisionId: randomUUID(), ...said(form, decision) };
  const expected = contentHash === undefined ? {} : { expected: { contentHash } };
  try {
    const verdict = await decideRequest(desk, who, id, { ...given, ...expected, decision });
    return {
      id,
      action,
      ...flashOf(verdict, decision === 'approve' ? 'Approval counted' : 'Rejection counted'),
    };
  } catch (error) {
    const { status, detail } = toProblem(error);
    if (status === 500) desk.log(`${id}: ${(error as Error).stack}`);
    return { id, action, counted: false, title: 'Nothing was done', message: detail };
  }
}
