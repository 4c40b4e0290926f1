import type { DecisionKind, VerdictOutcome, RequestStatus } from '../../contract/names';

/** A policy in the terms of `docs/design.md`. `need` is the number of different people, or one for each entry. */
export interface OraclePolicy {
  name: string;
  stage: number;
  approvers: string[];
  need: number | 'each';
  self: boolean;
  rejections: number;
  onExpiry: 'expire' | 'reject' | 'approve';
}

export interface OracleRules {
  policies: OraclePolicy[];
  /** The policy with the earliest deadline. */
  first: OraclePolicy;
  teams: Record<string, string[]>;
  requester: string;
  /** A policy demands that everything is read before an approval. */
  mustReadAll: boolean;
}

export interface OracleAttempt {
  decision: DecisionKind;
  person: string;
  words: string;
  hasReason: boolean;
  id?: string | undefined;
  attemptId?: string | undefined;
  stage?: number | undefined;
  /** Whether it says which content the person was shown. */
  namesContent: boolean;
  rightContent: boolean;
  inTime: boolean;
}

export interface Counted {
  person: string;
  decision: DecisionKind;
  stage: number;
  words: string;
  id?: string | undefined;
  /** `turned` into a rejection, `left` the team, or `lapsed` by an edit. */
  counts: 'yes' | 'turned' | 'left' | 'lapsed';
}

/**
 * Predicts a request and the verdict of every attempt on it. It is written from the design's rules for requests, not from
 * the code: it is slow and simple, and tries all combinations where the code is clever.
 */
export class Oracle {
  status: RequestStatus = 'pending';
  stage: number;
  refusals = 0;
  protected unplanned: boolean;
  protected counted: Counted[] = [];
  private refused: { person: string; id?: string | undefined; attempt: string }[] = [];
  private readonly answers = new Map<string, VerdictOutcome>();
  private readonly left = new Set<string>();

  constructor(public rules: OracleRules) {
    // Design rule 4: a quorum that the eligible people cannot reach is an error of the plan.
    this.unplanned = rules.policies.some((policy) => !this.fulfilled(policy, this.eligible(policy)));
    if (this.unplanned) this.status = 'cancelled';
    this.stage = Math.min(...rules.policies.map(({ stage }) => stage));
  }

  /** Design rules 6 and 8: what happens to an open request at its deadline. */
  deadline(): void {
    if (this.status !== 'pending') return;
    const { onExpiry } = this.rules.first;
    const approves = this.unmet().every((policy) => policy.onExpiry === 'approve');
    if (onExpiry === 'reject') this.status = 'rejected';
    else this.status = onExpiry === 'approve' && approves ? 'approved' : 'expired';
  }

  /** The outcome of a decision. Also applies its effects. */
  decide(attempt: OracleAttempt): VerdictOutcome {
    if (!attempt.inTime) this.deadline();
    return this.once(`${attempt.person} ${attempt.decision}`, attempt.attemptId, () => {
      const outcome = this.outcomeOf(attempt);
      if (outcome === 'accepted') this.count(attempt);
      else this.refuse(attempt.person, attempt.id, attempt.decision);
      return outcome;
    });
  }

  /** Design rule 16, if only the requester may cancel. */
  cancel(person: string, attemptId: string | undefined, inTime: boolean): VerdictOutcome {
    if (!inTime) this.deadline();
    return this.once(`${person} cancel`, attemptId, () => {
      const outcome = this.cancelOutcome(person);
      if (outcome === 'accepted') this.status = 'cancelled';
      else this.refuse(person, undefined, 'cancel');
      return outcome;
    });
  }

  unreadable(inTime: boolean): VerdictOutcome {
    if (!inTime) this.deadline();
    if (this.status === 'pending') this.refusals += 1;
    return 'invalid';
  }

  /** The policies that this attempt would complete. Their teams must be checked first (design rule 4). */
  completes(attempt: OracleAttempt): OraclePolicy[] {
    if (!attempt.inTime || attempt.decision === 'reject' || this.outcomeOf(attempt) !== 'accepted') return [];
    if (this.answers.has(`${attempt.person} approve ${attempt.attemptId}`)) return [];
    return this.openPolicies().filter((policy) => {
      const people = this.approversOf(policy);
      if (!this.eligible(policy).has(attempt.person) || this.fulfilled(policy, people)) return false;
      return this.fulfilled(policy, new Set([...people, attempt.person]));
    });
  }

  /** Applies an answer of the directory: these people are no longer in that team. */
  forget(team: string, people: string[]): void {
    for (const person of people) this.left.add(`${team} ${person}`);
    for (const decision of this.counted.filter((d) => d.decision === 'approve' && d.counts === 'yes')) {
      const policies = this.rules.policies.filter((policy) => policy.stage === decision.stage);
      if (!policies.some((policy) => this.eligible(policy).has(decision.person))) decision.counts = 'left';
    }
    this.stage = this.unmet()[0]?.stage ?? this.stage;
  }

  unmet(): OraclePolicy[] {
    return this.rules.policies
      .filter((policy) => !this.fulfilled(policy, this.approversOf(policy)))
      .toSorted((a, b) => a.stage - b.stage);
  }

  eligible(policy: OraclePolicy): Set<string> {
    return new Set(policy.approvers.flatMap((entry) => this.peopleFor(policy, entry)));
  }

  approversOf(policy: OraclePolicy): Set<string> {
    const eligible = this.eligible(policy);
    const approvals = this.counted.filter(
      ({ decision, counts, stage }) =>
        ['approve', 'edit'].includes(decision) && counts === 'yes' && stage === policy.stage,
    );
    return new Set(approvals.map(({ person }) => person).filter((person) => eligible.has(person)));
  }

  /** Whether these people are enough. For `each`, tries every assignment of a different person to each entry. */
  fulfilled(policy: OraclePolicy, people: Set<string>): boolean {
    if (policy.need !== 'each') return people.size >= policy.need;
    return canAssign(
      policy.approvers.map((entry) => this.peopleFor(policy, entry).filter((p) => people.has(p))),
    );
  }

  protected outcomeOf(attempt: OracleAttempt): VerdictOutcome {
    const { person, decision, id } = attempt;
    const own = this.counted.filter((d) => d.person === person);
    const current = own.findLast(({ counts }) => counts === 'yes');
    const ended = this.status !== 'pending';
    const asked = this.openPolicies().filter((policy) => this.eligible(policy).has(person));

    if (decision === 'reject' && !attempt.hasReason) return 'invalid';
    const mustName = this.rules.mustReadAll && decision === 'approve' && !ended;
    if (mustName && !attempt.namesContent) return 'invalid';
    if (id !== undefined && this.isKnownOtherwise(attempt)) return 'invalid';
    if (this.unplanned) return 'cancelled';
    if (!current && asked.length === 0) return 'not_authorized';
    if (this.status === 'expired' || this.status === 'cancelled') return this.status;

    const before = own.filter((d) => d.decision === decision && d.counts !== 'turned');
    const again = before.some((d) => d.stage === this.stage || (id !== undefined && d.id === id));
    const namesOpenStage = attempt.stage === this.stage;
    if (before.length > 0 && (ended || decision === 'reject' || again || !namesOpenStage)) return 'duplicate';

    if (!attempt.rightContent || (attempt.stage !== undefined && !namesOpenStage)) return 'superseded';
    if (ended) return (this.status === 'approved') === (decision === 'approve') ? 'superseded' : 'conflict';
    if (decision === 'reject') return 'accepted';
    if (current?.decision === 'reject') return 'conflict';
    if (asked.length === 0) return 'not_authorized';
    return asked.some((policy) => this.unmet().includes(policy)) ? 'accepted' : 'superseded';
  }

  private cancelOutcome(person: string): VerdictOutcome {
    if (person !== this.rules.requester) return 'not_authorized';
    if (this.status === 'expired') return 'expired';
    if (this.status === 'cancelled') return this.unplanned ? 'cancelled' : 'duplicate';
    return this.status === 'pending' ? 'accepted' : 'conflict';
  }

  protected count({ person, decision, words, id }: OracleAttempt): void {
    if (decision === 'reject')
      for (const own of this.counted)
        if (own.person === person && own.counts === 'yes') own.counts = 'turned';
    this.counted.push({ person, decision, words, id, stage: this.stage, counts: 'yes' });
    if (decision === 'reject' && this.isRejected()) this.status = 'rejected';
    else if (this.unmet().length === 0) this.status = 'approved';
    else this.stage = this.unmet()[0]?.stage ?? this.stage;
  }

  /** Design rule 5: enough eligible rejections of one policy, or a rejection that makes its quorum unreachable. */
  protected isRejected(): boolean {
    const against = new Set(this.counted.filter((d) => d.decision === 'reject').map(({ person }) => person));
    return this.rules.policies.some((policy) => {
      const eligible = [...this.eligible(policy)];
      const rejecters = eligible.filter((person) => against.has(person));
      const others = new Set(eligible.filter((person) => !against.has(person)));
      return (
        rejecters.length >= policy.rejections || (rejecters.length > 0 && !this.fulfilled(policy, others))
      );
    });
  }

  protected isKnownOtherwise({ person, id, decision, words }: OracleAttempt): boolean {
    const counted = this.counted.find((d) => d.person === person && d.id === id);
    if (counted) return counted.decision !== decision || counted.words !== words;
    // The first use of an id defines its attempt.
    const first = this.refused.find((r) => r.person === person && r.id === id);
    return first !== undefined && first.attempt !== decision;
  }

  protected openPolicies(): OraclePolicy[] {
    return this.rules.policies.filter(({ stage }) => stage === this.stage);
  }

  private peopleFor({ self }: OraclePolicy, entry: string): string[] {
    const { teams, requester } = this.rules;
    const people = teams[entry]?.filter((person) => !this.left.has(`${entry} ${person}`)) ?? [entry];
    return people.filter((person) => self || person.toLowerCase() !== requester.toLowerCase());
  }

  protected once(who: string, attemptId: string | undefined, judge: () => VerdictOutcome): VerdictOutcome {
    const key = `${who} ${attemptId}`;
    const known = this.answers.get(key);
    if (attemptId !== undefined && known) return known;
    const open = this.status === 'pending';
    const outcome = judge();
    if (attemptId !== undefined && open) this.answers.set(key, outcome);
    return outcome;
  }

  protected refuse(person: string, id: string | undefined, attempt: string): void {
    if (this.status !== 'pending') return;
    this.refusals += 1;
    this.refused.push({ person, id, attempt });
  }
}

/** Whether each list can provide a different person. Tries all combinations. */
export function canAssign([first, ...rest]: string[][]): boolean {
  if (first === undefined) return true;
  return first.some((person) => canAssign(rest.map((people) => people.filter((other) => other !== person))));
}
