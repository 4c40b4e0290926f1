import type { RunRecord } from '../../contract/run';
import { isTeam, writtenOtherwise } from '../requests/people';

/** Whether this name may cancel the run, and with it what it asked for: its requester, itself or an operator. */
export function mayCancelRun(run: RunRecord, name: string): boolean {
  return [run.id, run.requesterId, ...operatorsOf(run)].includes(name);
}

/** The operators by name. A team's own name is nobody's. */
function operatorsOf({ plan }: RunRecord): string[] {
  const { operators = [], teams = {} } = plan ?? {};
  return operators.flatMap((entry) =>
    Object.hasOwn(teams, entry) ? (teams[entry] ?? []).filter((name) => !isTeam(teams, name)) : [entry],
  );
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
  const written = writtenOtherwise(name, [run.requesterId ?? run.id, ...operatorsOf(run)]);
  return `${name} may not cancel ${run.id}: only ${requester}its own agent as ${run.id}, or ${who} may.${written === undefined ? '' : ` ${written}`}`;
}
