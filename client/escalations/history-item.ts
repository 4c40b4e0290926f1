import type { EscalationEvent, EscalationStatus, Resolution } from '../../contract/escalation';
import type { Level } from '../../contract/level';
import type { RunEscalation } from '../../contract/run';
import type { EscalationView } from './escalation-kind';

type Promotion = Pick<Extract<EscalationEvent, { what: 'promoted' }>, 'at' | 'from' | 'to' | 'by' | 'reason'>;

/** One escalation of a run, as far as it got. Times are ISO 8601. */
export interface HistoryItem {
  id: string;
  kind: 'escalation';
  status: EscalationStatus;
  /** The level asked now, or at the end. */
  level: Level;
  /** The level it began at. */
  startLevel?: Level;
  reason: string;
  /** Who asked for it, if no trigger did. */
  escalatedBy?: string;
  /** The names of the triggers that fired. */
  triggers: string[];
  startedAt: string;
  endedAt?: string;
  /** Who has it, or had it last; who resolved it is in `resolution`. */
  acknowledgedBy?: string;
  acknowledgedAt?: string;
  /** Every rise, by a clock (no `by`), by a person or as the run asked again at a higher level. */
  promotions: Promotion[];
  resolution?: Resolution;
  /** Why it was cancelled, if it was. */
  cancelled?: EscalationView['cancelled'];
  /** Fields that no worker was there to tell, or that Temporal has forgotten. */
  unknown?: string[];
}

/** Of one whose record is there, or what Temporal knows of it. */
export function fromRecord(escalation: EscalationView): HistoryItem {
  const { id, kind, status, level, startLevel, reason, escalatedBy, startedAt } = escalation;
  const { acknowledgedBy, acknowledgedAt, resolution, cancelled, unknown } = escalation;
  const endedAt = resolution?.at ?? cancelled?.at;
  return {
    id,
    kind,
    status,
    level,
    startLevel,
    reason,
    ...(escalatedBy !== undefined && { escalatedBy }),
    triggers: escalation.triggers.map(({ name }) => name),
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(acknowledgedBy !== undefined && { acknowledgedBy }),
    ...(acknowledgedAt !== undefined && { acknowledgedAt }),
    promotions: escalation.history.flatMap(promotionOf),
    ...(resolution && { resolution }),
    ...(cancelled && { cancelled }),
    ...(unknown && { unknown: unknown.includes('history') ? [...unknown, 'promotions'] : unknown }),
  };
}

function promotionOf(event: EscalationEvent): Promotion[] {
  if (event.what !== 'promoted' && event.what !== 'raised') return [];
  const { at, from, to, by, reason } = event;
  return [{ at, from, to, ...(by !== undefined && { by }), ...(reason !== undefined && { reason }) }];
}

/** Of one whose own workflow Temporal has forgotten. */
export function fromRun(recorded: RunEscalation): HistoryItem {
  return {
    kind: 'escalation',
    ...recorded,
    triggers: [],
    promotions: [],
    unknown: ['startLevel', 'triggers', 'acknowledgedBy', 'acknowledgedAt', 'promotions'],
  };
}
