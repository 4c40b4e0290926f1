import { checkMessages } from './check-messages';
import { checkRequests } from './check-requests';
import { checkEscalations, checkRuns } from './check-runs';
import { checkUses } from './check-uses';
import { checkVerdicts } from './check-verdicts';
import type { Evidence } from './evidence';

/** What must never happen. */
export const RULES = {
  lost: 'What a client was told exists, and what the server took is judged',
  'two outcomes': 'No client is told another end than the record has',
  'not in the record': 'What was accepted is in the record',
  late: 'Nothing that arrived at or after the deadline counts',
  'wrong person': 'Only an eligible person counts, and only with a signature where one is needed',
  quorum: 'Nothing is approved or rejected without the decisions that the plan requires',
  double: 'A decision counts once, also if it comes twice',
  verdict: 'A verdict fits the record',
  step: 'An attempt of a step runs once, and each decision and each modification is given to one step',
  effect: 'What was approved is done once, and nothing else is done',
  claim: 'An approval is claimed once, unless it was released',
  message: 'Each message arrives, and all its copies have one id',
  stuck: 'Everything ends, and no workflow is stuck',
} as const;

/** A rule that a campaign has broken, and where. */
export interface Violation {
  rule: keyof typeof RULES;
  id: string;
  what: string;
}

/** What is wrong in the evidence of a campaign. Pure: it reads nothing else. */
export function check(evidence: Evidence): Violation[] {
  return [
    ...checkRequests(evidence),
    ...checkVerdicts(evidence),
    ...checkUses(evidence),
    ...checkRuns(evidence),
    ...checkEscalations(evidence),
    ...checkMessages(evidence),
    ...evidence.stuck.map((what): Violation => ({ rule: 'stuck', id: what.split(': ')[0] ?? what, what })),
  ];
}
