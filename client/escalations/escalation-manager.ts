import type { EscalationVerdict } from '../../contract/escalation';
import type { ReportResult } from '../../contract/run';
import { Manager } from '../manager';
import type { CancelOptions } from '../requests/decide';
import { read } from '../temporal/read';
import { waitForEnd, type WaitOptions } from '../temporal/wait';
import {
  acknowledge,
  type AcknowledgeOptions,
  cancelEscalation,
  promote,
  type PromoteOptions,
  reassign,
  type ReassignOptions,
  resolve,
  type ResolveOptions,
} from './act';
import { checkEscalation, type CheckOptions } from './check';
import { ESCALATION, type EscalationView } from './entity';
import { escalate, type Escalated, type EscalateOptions } from './escalate';
import { getHistory, type HistoryItem } from './history';
import {
  countEscalations,
  type EscalationFilter,
  type EscalationListOptions,
  type EscalationList,
  listEscalations,
} from './list';

/**
 * Checks whether an agent must escalate, escalates runs, and acknowledges, resolves and lists escalations.
 *
 * ```ts
 * const escalations = await EscalationManager.connect();
 * const check = await escalations.checkEscalation('run-42', { confidence: 0.3 }, { escalate: true });
 * if (check.escalationId) await escalations.waitForResolution(check.escalationId);
 * ```
 */
export class EscalationManager extends Manager {
  /** See {@link checkEscalation}. */
  checkEscalation(runId: string, context: object, options?: CheckOptions): Promise<ReportResult> {
    return checkEscalation(this.session, runId, context, options);
  }

  /** See {@link escalate}. */
  escalate(runId: string, options: EscalateOptions): Promise<Escalated> {
    return escalate(this.session, runId, options);
  }

  /** See {@link acknowledge}. */
  acknowledge(id: string, options: AcknowledgeOptions): Promise<EscalationVerdict> {
    return acknowledge(this.session, id, options);
  }

  /** See {@link resolve}. */
  resolve(id: string, options: ResolveOptions): Promise<EscalationVerdict> {
    return resolve(this.session, id, options);
  }

  /** See {@link promote}. */
  promote(id: string, options: PromoteOptions): Promise<EscalationVerdict> {
    return promote(this.session, id, options);
  }

  /** See {@link reassign}. */
  reassign(id: string, options: ReassignOptions): Promise<EscalationVerdict> {
    return reassign(this.session, id, options);
  }

  /** See {@link cancelEscalation}. */
  cancel(id: string, options: CancelOptions): Promise<EscalationVerdict> {
    return cancelEscalation(this.session, id, options);
  }

  /**
   * Reads an escalation. If it is open, the worker answers; without an answer within 2 s, the result holds what Temporal
   * knows, and `unknown` names the other fields. If it has ended, its record needs no worker.
   *
   * @throws EscalationNotFound
   * @throws TemporalUnreachable
   */
  getEscalation(id: string): Promise<EscalationView> {
    return read(this.session, ESCALATION, id);
  }

  /** See {@link listEscalations}. */
  listEscalations(options?: EscalationListOptions): Promise<EscalationList> {
    return listEscalations(this.session, options);
  }

  /** See {@link countEscalations}. */
  countEscalations(filter?: EscalationFilter): Promise<number> {
    return countEscalations(this.session, filter);
  }

  /** See {@link getHistory}. */
  getHistory(runId: string): Promise<HistoryItem[]> {
    return getHistory(this.session, runId);
  }

  /**
   * Waits until the escalation is resolved or cancelled, for seconds or weeks. `status` says which, and `resolution` says
   * how it was resolved.
   *
   * @throws WaitTimeoutError when `timeout` has passed; the escalation is unchanged
   * @throws EscalationNotFound, InvalidInput; and the signal's reason when it aborts
   */
  waitForResolution(id: string, options?: WaitOptions): Promise<EscalationView> {
    return waitForEnd(this.session, ESCALATION, id, options);
  }
}
