import type { DecisionKind, RequestStatus, VerdictOutcome } from '../../contract/names';
import { type Counted, Oracle, type OracleAttempt, type OraclePolicy } from './oracle';

/** The arguments of the action. The policies depend on the amount. */
export interface OracleContent {
  amount: number;
  note: string;
  to: string;
}

/** A policy that covers every content with at least the amount `from`. */
export interface RicherPolicy extends OraclePolicy {
  from: number;
  effect: 'require' | 'deny' | 'allow';
  decisions: DecisionKind[];
  /** The fields that an edit may change. */
  editable: (keyof OracleContent)[];
  /** Whether its form has a required field `n`, an integer from 1 to 5. */
  hasForm: boolean;
  /** Minutes. */
  expireAfter: number;
}

export interface RicherAttempt extends OracleAttempt {
  /** The content that the person saw. Undefined if the attempt names none. */
  about: OracleContent | undefined;
  /** Of an edit: the whole new content. */
  context?: OracleContent | undefined;
  text?: string | undefined;
  answer?: Record<string, unknown> | undefined;
  /** Minutes from the start. */
  at: number;
}

type Revised = Counted & { revision: number; made?: OracleContent | undefined };

const CAUTION = ['expire', 'reject', 'approve'];
const END: Partial<Record<DecisionKind, RequestStatus>> = {
  approve: 'approved',
  reject: 'rejected',
  respond: 'answered',
};

/** Extends the oracle by edits, responses, form answers and comments: design rules 20 to 22, 24 and 27. Times are minutes. */
export class RicherOracle extends Oracle {
  revisions: OracleContent[];
  comments = 0;
  /** Minutes from the start to the deadline. */
  expiresAfter = Infinity;
  private readonly commented = new Map<string, string>();

  constructor(
    private readonly all: RicherPolicy[],
    first: OracleContent,
    requester: string,
  ) {
    super({ policies: [], first: all[0] as OraclePolicy, teams: {}, requester, mustReadAll: false });
    this.revisions = [first];
    const { effect, policies } = this.matching(first);
    if (effect === 'deny') this.status = 'rejected';
    if (effect === 'allow') this.status = 'approved';
    if (effect !== 'require') this.unplanned = effect === undefined;
    else this.adopt(policies);
    this.unplanned ||= policies.some((policy) => !this.fulfilled(policy, this.eligible(policy)));
    if (this.unplanned) this.status = 'cancelled';
  }

  get content(): OracleContent {
    return this.revisions.at(-1) as OracleContent;
  }

  /** How many decisions count. */
  get standing(): number {
    return this.counted.filter(({ counts }) => counts === 'yes').length;
  }

  /** Design rule 27. The oracle's stories stay below the limit of comments. */
  comment(person: string, text: string, id: string | undefined, inTime: boolean): VerdictOutcome {
    if (!inTime) this.deadline();
    const outcome = this.commentOutcome(person, text, id);
    // The ids of comments are apart from those of decisions.
    if (outcome !== 'accepted') this.refuse(person, undefined, 'comment');
    else {
      this.comments += 1;
      if (id !== undefined) this.commented.set(`${person} ${id}`, text);
    }
    return outcome;
  }

  private commentOutcome(person: string, text: string, id: string | undefined): VerdictOutcome {
    const known = this.commented.get(`${person} ${id}`);
    if (known !== undefined && known !== text) return 'invalid';
    const isApprover = this.rules.policies.some((policy) => this.eligible(policy).has(person));
    if (person !== this.rules.requester && !isApprover) return 'not_authorized';
    if (this.status === 'expired' || this.status === 'cancelled') return this.status;
    if (known !== undefined) return 'duplicate';
    return this.status === 'pending' ? 'accepted' : 'superseded';
  }

  /** Design rule 9, in its order. */
  protected override outcomeOf(attempt: RicherAttempt): VerdictOutcome {
    const { person, decision, id, about, stage } = attempt;
    const open = this.status === 'pending';
    const current = this.counted.findLast((each) => each.person === person && each.counts === 'yes');
    const asked = this.openPolicies().filter((policy) => this.eligible(policy).has(person));

    if (isMalformed(attempt) || (open && this.isInvalid(attempt))) return 'invalid';
    if (id !== undefined && this.isKnownOtherwise(attempt)) return 'invalid';
    if (this.unplanned) return 'cancelled';
    if (!current && asked.length === 0) return 'not_authorized';
    const again = this.isAgain(attempt);
    // Another revision or stage has its own plan: an edit at the same time as another is superseded.
    const isOther = about === undefined ? this.mustName(decision) : !isSame(about, this.content);
    const isStale = isOther || (stage !== undefined && stage !== this.stage);
    if (!again && !isStale && !this.allows(decision)) return 'not_authorized';
    if (this.status === 'expired' || this.status === 'cancelled') return this.status;
    if (again) return 'duplicate';

    if (isStale) return 'superseded';
    if (!open) return END[decision] === this.status ? 'superseded' : 'conflict';
    if (decision === 'reject') return 'accepted';
    if (current?.decision === 'reject') return 'conflict';
    if (asked.length === 0) return 'not_authorized';
    if (decision === 'edit') return this.passes(attempt) ? 'accepted' : 'invalid';
    const isWanted = asked.some((policy) => this.unmet().includes(policy));
    return decision === 'approve' && !isWanted ? 'superseded' : 'accepted';
  }

  /** Design rule 20: a kind is allowed when every open requirement allows it. */
  private allows(decision: DecisionKind): boolean {
    return this.open().every(({ decisions }) => decisions.includes(decision));
  }

  /** Design rule 10: after an edit, an approval that does not name the content may be about another one. */
  private mustName(decision: DecisionKind): boolean {
    return decision === 'approve' && this.status === 'pending' && this.revisions.length > 1;
  }

  /** Design rules 10, 21 and 24: what an attempt on an open request must have. */
  private isInvalid({ decision, about, context, text, answer }: RicherAttempt): boolean {
    const hasForm = this.requirements().some((policy) => policy.hasForm);
    if (decision === 'reject') return false;
    if (decision === 'respond' && answer === undefined) return !text?.trim();
    if (decision !== 'edit') return hasForm ? !fits(answer) : answer !== undefined;
    if (about === undefined || context === undefined) return true;
    // What it may change is known only for the content that it is about.
    if (!isSame(about, this.content) || !this.allows('edit')) return false;
    const changed = changes(this.content, context);
    return changed.length === 0 || !this.open().every(({ editable }) => isWithin(changed, editable));
  }

  /**
   * Design rules 9 and 10: whether this person's same decision already counted. A repeated approval must name the open stage and
   * the current content. An edit is the same if it makes the same content and is not about the current one.
   */
  private isAgain({ person, decision, id, about, stage, context }: RicherAttempt): boolean {
    const open = this.status === 'pending';
    const kinds = decision === 'approve' ? ['approve', 'edit'] : [decision];
    const before = (this.counted as Revised[]).filter(
      (each) => each.person === person && kinds.includes(each.decision) && each.counts !== 'turned',
    );
    if (id !== undefined && before.some((each) => each.id === id)) return true;
    if (decision === 'edit') {
      if (open && about !== undefined && isSame(about, this.content)) return false;
      return before.some(({ made }) => made !== undefined && isSame(made, context));
    }
    if (!open || decision !== 'approve') return before.length > 0;
    const inRevision = before.filter(({ revision }) => revision === this.revisions.length);
    if (inRevision.length === 0) return before.length > 0 && !isSame(about, this.content);
    return stage !== this.stage || inRevision.some((each) => each.stage === stage);
  }

  /**
   * Design rules 21 and 24: the policies run again, and an edit never passes what would have stopped the same request. It answers
   * the form of the content that it makes.
   */
  private passes({ context, at, answer }: RicherAttempt): boolean {
    const { effect, policies } = this.matching(context as OracleContent);
    const hasForm = policies.some((policy) => policy.hasForm);
    if (hasForm ? !fits(answer) : answer !== undefined) return false;
    if (effect === 'allow') return true;
    if (effect !== 'require') return false;
    const against = new Set(this.counted.filter((d) => d.decision === 'reject').map(({ person }) => person));
    const stops = policies.some((policy) => {
      const eligible = [...this.eligible(policy)];
      const rejecters = eligible.filter((person) => against.has(person));
      const willing = new Set(eligible.filter((person) => !against.has(person)));
      return rejecters.length >= policy.rejections || !this.fulfilled(policy, willing);
    });
    return !stops && at < Math.min(this.expiresAfter, ...policies.map(({ expireAfter }) => expireAfter));
  }

  protected override count(attempt: RicherAttempt): void {
    const { decision, person, context } = attempt;
    const before = this.stage;
    if (decision === 'edit') {
      const { policies } = this.matching(context as OracleContent);
      this.revisions.push(context as OracleContent);
      for (const each of this.counted)
        if (each.decision !== 'reject' && each.counts === 'yes') each.counts = 'lapsed';
      this.adopt(policies);
      this.stage = this.unmet()[0]?.stage ?? before;
    }
    // The editor's approval counts in the open stage, else in the stage in which the editor was asked.
    const isAsked = this.openPolicies().some((policy) => this.eligible(policy).has(person));
    const wasAsked = this.rules.policies.some(
      (policy) => policy.stage === before && this.eligible(policy).has(person),
    );
    if (decision === 'edit' && !isAsked && wasAsked) this.stage = before;
    super.count(attempt);
    Object.assign(this.counted.at(-1) as Counted, { revision: this.revisions.length, made: context });
    if (decision === 'respond') this.status = 'answered';
  }

  /** Design rules 6 and 21: the deadline never moves later, and its own policy says what happens then. */
  private adopt(policies: RicherPolicy[]): void {
    const deadline = (a: RicherPolicy, b: RicherPolicy) =>
      a.expireAfter - b.expireAfter || CAUTION.indexOf(a.onExpiry) - CAUTION.indexOf(b.onExpiry);
    const known = this.expiresAfter === Infinity ? [] : [this.rules.first as RicherPolicy];
    const first = [...known, ...policies].toSorted(deadline)[0] ?? (this.rules.first as RicherPolicy);
    this.rules = { ...this.rules, policies, first };
    this.expiresAfter = Math.min(this.expiresAfter, first.expireAfter);
    if (this.revisions.length === 1) this.stage = Math.min(...policies.map(({ stage }) => stage));
  }

  private matching(content: OracleContent) {
    const matching = this.all.filter(({ from }) => content.amount >= from);
    const effect = (['deny', 'require', 'allow'] as const).find((one) =>
      matching.some((policy) => policy.effect === one),
    );
    return { effect, policies: effect === 'require' ? matching.filter((one) => one.effect === effect) : [] };
  }

  private requirements(): RicherPolicy[] {
    return this.rules.policies as RicherPolicy[];
  }

  private open(): RicherPolicy[] {
    return this.openPolicies() as RicherPolicy[];
  }
}

/** What no request could accept. */
function isMalformed({ decision, hasReason, text, context, answer }: RicherAttempt): boolean {
  if (decision === 'reject') return !hasReason || answer !== undefined;
  return (decision !== 'respond' && text !== undefined) || (decision !== 'edit' && context !== undefined);
}

/** Whether the answer fits the form: `n` is required, an integer from 1 to 5, and the only field. */
function fits(answer: Record<string, unknown> = {}): boolean {
  const { n, ...others } = answer;
  return Number.isInteger(n) && 1 <= Number(n) && Number(n) <= 5 && Object.keys(others).length === 0;
}

function isSame(a: OracleContent | undefined, b: OracleContent | undefined): boolean {
  return a !== undefined && b !== undefined && changes(a, b).length === 0;
}

function changes(a: OracleContent, b: OracleContent): (keyof OracleContent)[] {
  return (['amount', 'note', 'to'] as const).filter((field) => a[field] !== b[field]);
}

function isWithin(changed: (keyof OracleContent)[], editable: (keyof OracleContent)[]): boolean {
  return changed.every((field) => editable.includes(field));
}
