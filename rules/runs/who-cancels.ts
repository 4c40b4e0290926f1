import type { RunRecord } from '../../contract/run';

/** Whether this name may cancel the run, and with it what it asked for: its requester, itself or an operator. */
export function mayCancelRun(run: RunRecord, name: string): boolean {
  const { operators = [], teams = {} } = run.plan ?? {};
  const people = operators.flatMap((entry) => (Object.hasOwn(teams, entry) ? (teams[entry] ?? []) : [entry]));
  return [run.id, run.requesterId, ...people].includes(name);
}

/** Whether nobody has asked a directory that is a function who the operators are, which may make it one of them. */
export function maybeOperator({ plan }: RunRecord): boolean {
  return plan !== undefined && plan.teams === undefined && plan.operators.length > 0;
}

export function mayNotCancelRun(run: RunRecord, name: string): string {
  const requester = run.requesterId === undefined ? '' : `its requester ${run.requesterId}, `;
  const operators = run.plan?.operators ?? [];
  const who =
    operators.length > 0
      ? `an operator (${operators.join(', ')})`
      : 'an operator, of whom the config names none,';
  return `${name} may not cancel ${run.id}: only ${requester}its own agent as ${run.id}, or ${who} may.`;
}
