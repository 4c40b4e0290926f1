import type { TriggerOf } from '../../contract/trigger';
import { fieldValue } from './field-value';
import { malformed, nameOf, notAMeasure } from './malformed';
import type { Judgement, TriggerFacts } from './trigger-facts';

const FIELDS = ['policy_violations', 'policy_violation', 'violations'];
const NAMED_VIOLATIONS = 10;

/** Adds up the violations that the agent reports and those that the config found. With neither there is no number to judge. */
export function judgeViolations(
  { threshold, field }: TriggerOf<'policy_violation'>,
  { context, violations = [] }: TriggerFacts,
): Judgement {
  const reported = readReported(context, field);
  const problem = reported.problem;
  if (reported.count === undefined && violations.length === 0)
    return problem === undefined ? {} : malformed(problem);
  const found = violations.filter(({ answer }) => answer !== 'no');
  const value = (reported.count ?? 0) + found.length;
  if (value < threshold) return problem === undefined ? { value } : { value, ...malformed(problem) };
  const names = found.map(({ name, why }) => (why ? `${name} (${why.slice(0, 200)})` : name));
  const count = `${value} policy ${value === 1 ? 'violation' : 'violations'}, at or above ${threshold}`;
  const reason = names.length > 0 ? `${count}: ${listOf(names)}` : count;
  return { value, reason, ...(problem !== undefined && { problem }) };
}

/** A number, or an array of names. Their text stays out: it is the agent's. */
function readReported(
  context: Record<string, unknown>,
  field: string | undefined,
): { count?: number; problem?: string } {
  const fields = field === undefined ? FIELDS : [field];
  const name = fields.find((each) => fieldValue(context, each) !== undefined);
  if (name === undefined) return {};
  const value = fieldValue(context, name);
  if (Array.isArray(value)) return { count: value.length };
  if (typeof value !== 'number' || !Number.isFinite(value))
    return { problem: `${name} is ${nameOf(value)}, not a number or an array of names` };
  // Below 0, it would hide what the config found.
  const wrong = notAMeasure(value);
  return wrong === undefined ? { count: value } : { problem: `${name} ${wrong}` };
}

function listOf(names: string[]): string {
  const more = names.length - NAMED_VIOLATIONS;
  return names.slice(0, NAMED_VIOLATIONS).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
