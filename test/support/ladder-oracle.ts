import type { LadderPlan, PlannedRung, ResolutionAction } from '../../contract/escalation';
import { type VerdictOutcome, LEVELS, type Level } from '../../contract/names';
import { MINUTE } from './requests';

/** An attempt, in the terms of `docs/design.md`. */
export type Tried =
  | { kind: 'acknowledge' }
  | { kind: 'unreadable' }
  | { kind: 'resolve'; action: ResolutionAction; hint: number }
  | { kind: 'promote'; expectedLevel?: Level | undefined }
  | { kind: 'reassign'; assignees: string[] }
  | { kind: 'cancel' };

/** The ids that the sender gave an attempt. */
export interface Ids {
  attemptId?: string | undefined;
  decisionId?: string | undefined;
}

interface Answered {
  key: string;
  outcome: VerdictOutcome;
}

/** A second, independent implementation of the rules of an escalation's ladder. */
export class LadderOracle {
  status: 'pending' | 'acknowledged' | 'resolved' | 'cancelled' = 'pending';
  level: Level;
  dueAt: number | undefined;
  resolution: { action: ResolutionAction; by: string } | undefined;
  finals = 0;
  private remindAt = Infinity;
  private round = 0;
  private holder = '';
  private canceller = '';
  private assignees: string[] = [];
  private reassigned: string[] = [];
  private mover: string | undefined;
  private readonly answered: Answered[] = [];
  /** The attempt of each person's decisionId, and whether it has counted. */
  private readonly uses = new Map<string, { content: string; counted: boolean }>();
  private readonly start: Level;

  constructor(
    private readonly plan: LadderPlan,
    private readonly runId: string,
    wanted: Level,
    begunAt: number,
    private readonly otherTeams: Record<string, string[]> = {},
  ) {
    this.level = wanted;
    const first = this.atOrAbove(wanted);
    this.start = first?.level ?? wanted;
    if (first) this.ask(first, begunAt);
    else this.finish(begunAt);
  }

  get isOpen(): boolean {
    return this.status === 'pending' || this.status === 'acknowledged';
  }

  /** All people who may act on it. */
  get entitled(): Set<string> {
    const levels = LEVELS.slice(LEVELS.indexOf(this.start));
    const entries = this.plan.rungs
      .filter(({ level }) => levels.includes(level))
      .flatMap(({ assignees }) => assignees);
    return new Set(this.people([...entries, ...this.reassigned]));
  }

  /** Checks the clocks at a time. After a check that is more than a minute late, all clocks restart from that check. */
  look(now: number): void {
    const late = now - Math.min(this.dueAt ?? Infinity, this.remindAt) > MINUTE;
    for (;;) {
      const next = Math.min(this.dueAt ?? Infinity, this.remindAt);
      if (next > now) return;
      const from = late ? now : next;
      if (this.dueAt !== next) this.remind(from);
      else if (this.status === 'acknowledged') this.ask(this.rung() as PlannedRung, from, this.assignees);
      else this.unheard(from);
    }
  }

  raise(level: Level, now: number): void {
    this.look(now);
    const rung = this.atOrAbove(level);
    if (!this.isOpen || !rung || rank(rung.level) <= rank(this.level)) return;
    this.mover = undefined;
    this.ask(rung, now);
  }

  attempt(by: string, tried: Tried, now: number, ids: Ids = {}): VerdictOutcome {
    this.look(now);
    const { attemptId, decisionId } = tried.kind === 'unreadable' ? {} : ids;
    const key = [tried.kind, by, attemptId].join();
    const before = this.answered.find((answer) => answer.key === key);
    if (before && attemptId !== undefined) return before.outcome;
    const outcome = this.verdict(by, tried, now, decisionId);
    if (outcome !== 'accepted' && !this.isOpen) return outcome;
    this.answered.push({ key, outcome });
    if (decisionId === undefined) return outcome;
    const use = this.uses.get(`${by} ${decisionId}`) ?? { content: contentOf(tried), counted: false };
    this.uses.set(`${by} ${decisionId}`, { ...use, counted: use.counted || outcome === 'accepted' });
    return outcome;
  }

  private verdict(by: string, tried: Tried, now: number, decisionId?: string): VerdictOutcome {
    if (tried.kind === 'unreadable') return 'invalid';
    const use = decisionId === undefined ? undefined : this.uses.get(`${by} ${decisionId}`);
    if (use && use.content !== contentOf(tried)) return 'invalid';
    if (tried.kind === 'cancel') return this.cancel(by);
    if (!this.entitled.has(by)) return 'not_authorized';
    if (this.status === 'cancelled') return 'cancelled';
    if (use?.counted) return 'duplicate';
    if (tried.kind === 'resolve') return this.resolve(by, tried);
    if (!this.isOpen) return 'superseded';
    if (tried.kind === 'acknowledge') return this.acknowledge(by, now);
    if (tried.kind === 'promote') return this.promote(by, tried.expectedLevel, now);
    if (tried.assignees.join() === this.assignees.join()) return 'duplicate';
    if (this.people(tried.assignees).length === 0) return 'invalid';
    this.reassigned.push(...tried.assignees);
    this.ask(this.rung() as PlannedRung, now, tried.assignees);
    return 'accepted';
  }

  private acknowledge(by: string, now: number): VerdictOutcome {
    if (this.status === 'acknowledged') return this.holder === by ? 'duplicate' : 'superseded';
    this.status = 'acknowledged';
    this.holder = by;
    const { resolveWithin, remindEvery } = this.rung() as PlannedRung;
    if (this.dueAt !== undefined) this.wind(now, resolveWithin, remindEvery);
    return 'accepted';
  }

  private resolve(by: string, { action }: Extract<Tried, { kind: 'resolve' }>): VerdictOutcome {
    if (this.resolution) {
      if (this.resolution.action !== action) return 'conflict';
      return this.resolution.by === by ? 'duplicate' : 'superseded';
    }
    this.end('resolved');
    this.resolution = { action, by };
    return 'accepted';
  }

  private promote(by: string, expected: Level | undefined, now: number): VerdictOutcome {
    if (expected !== undefined && expected !== this.level) return 'superseded';
    if (expected === undefined && this.mover === by) return 'duplicate';
    const above = this.above();
    if (!above) return 'invalid';
    this.mover = by;
    this.ask(above, now);
    return 'accepted';
  }

  private cancel(by: string): VerdictOutcome {
    if (by !== this.runId && !this.people(this.plan.operators).includes(by)) return 'not_authorized';
    if (this.status === 'cancelled') return by === this.canceller ? 'duplicate' : 'cancelled';
    if (this.status === 'resolved') return 'conflict';
    this.canceller = by;
    this.end('cancelled');
    return 'accepted';
  }

  private unheard(from: number): void {
    const above = this.above();
    if (above || this.round < this.plan.repeat) this.mover = undefined;
    if (above) return this.ask(above, from);
    if (this.round >= this.plan.repeat) return this.finish(from);
    this.round++;
    this.ask(this.atOrAbove(this.start) as PlannedRung, from);
  }

  private finish(_from: number): void {
    [this.dueAt, this.remindAt] = [undefined, Infinity];
    if (this.finals++ > 0) return void (this.finals = 1);
    const { finally: action, rungs } = this.plan;
    if (action === 'wait' && rungs.length > 0) return;
    this.end('resolved');
    this.resolution = { action: action === 'wait' ? 'abort' : action, by: 'finally' };
  }

  private end(status: 'resolved' | 'cancelled'): void {
    this.status = status;
    [this.dueAt, this.remindAt] = [undefined, Infinity];
  }

  private ask(rung: PlannedRung, now: number, assignees = rung.assignees): void {
    [this.status, this.level, this.assignees] = ['pending', rung.level, assignees];
    this.wind(now, rung.acknowledgeWithin, rung.remindEvery);
  }

  private wind(now: number, within: number, remindEvery = Infinity): void {
    this.dueAt = now + within;
    this.remindAt = remindEvery < within ? now + remindEvery : Infinity;
  }

  private remind(from: number): void {
    const next = from + ((this.rung() as PlannedRung).remindEvery ?? Infinity);
    this.remindAt = next < (this.dueAt ?? 0) ? next : Infinity;
  }

  private rung(): PlannedRung | undefined {
    return this.plan.rungs.find(({ level }) => level === this.level);
  }

  private above(): PlannedRung | undefined {
    return this.plan.rungs.find(({ level }) => rank(level) > rank(this.level));
  }

  private atOrAbove(wanted: Level): PlannedRung | undefined {
    const { rungs } = this.plan;
    return rungs.find(({ level }) => rank(level) >= rank(wanted)) ?? rungs[rungs.length - 1];
  }

  private people(entries: string[]): string[] {
    const teams = { ...this.otherTeams, ...this.plan.teams };
    return entries.flatMap((entry) => teams[entry] ?? [entry]);
  }
}

function contentOf(tried: Tried): string {
  return tried.kind === 'resolve' && tried.action !== 'modify'
    ? JSON.stringify({ ...tried, hint: 0 })
    : JSON.stringify(tried);
}

function rank(level: Level): number {
  return LEVELS.indexOf(level);
}
