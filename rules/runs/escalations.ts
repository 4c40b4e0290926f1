import type { FiredTrigger, TriggerMemory } from '../../contract/records/check';
import type { EscalationRecord } from '../../contract/escalation';
import { utf8Bytes } from '../../contract/limits';
import type { RunEscalation, RunRecord } from '../../contract/run';
import { isoTime } from '../text';

/** The escalation that is open, if one is: there is at most one (design, escalations, rule 2). */
export function openEscalationOf({ escalations }: RunRecord): RunEscalation | undefined {
  return escalations.find(({ endedAt }) => endedAt === undefined);
}

/** The record with another escalation, open from now on. */
export function withEscalation(record: RunRecord, opened: RunEscalation, fired: FiredTrigger[]): RunRecord {
  return withFired({ ...record, escalations: [...record.escalations, opened] }, fired);
}

/** The record once its escalation has started under another id than planned. */
export function withEscalationId(record: RunRecord, planned: string, id: string): RunRecord {
  if (planned === id) return record;
  const escalations = record.escalations.map((each) => (each.id === planned ? { ...each, id } : each));
  return { ...record, escalations };
}

/** What the open escalation is about: its triggers are remembered once it is resolved. */
export function withFired(record: RunRecord, fired: FiredTrigger[]): RunRecord {
  if (fired.length === 0 || !openEscalationOf(record)) return record;
  const values = fired.map(({ name, value }) => [name, value ?? null] as const);
  return { ...record, openTriggers: { ...record.openTriggers, ...Object.fromEntries(values) } };
}

/** The latest values of what the open escalation is about; a check alone makes it about nothing else. */
export function withLatest(record: RunRecord, fired: FiredTrigger[]): RunRecord {
  const { openTriggers = {} } = record;
  return withFired(
    record,
    fired.filter(({ name }) => Object.hasOwn(openTriggers, name)),
  );
}

/**
 * The record once that escalation has ended, its triggers remembered from now (design, escalations, rule 2), except
 * those that nobody of it saw.
 */
export function withEndedEscalation(
  record: RunRecord,
  ended: EscalationRecord,
  now: number,
  unseen: readonly string[] = [],
): RunRecord {
  const { openTriggers = {}, ...rest } = record;
  const resolvedAt = isoTime(now);
  const remembered: TriggerMemory = Object.fromEntries(
    Object.entries(openTriggers)
      .filter(([name]) => !unseen.includes(name))
      .map(([name, value]) => [name, { resolvedAt, ...(value !== null && { value }) }]),
  );
  const { resolution } = ended;
  return {
    ...rest,
    memory: { ...record.memory, ...remembered },
    escalations: record.escalations.map((escalation) =>
      escalation.id === ended.id
        ? {
            ...escalation,
            status: ended.status,
            level: ended.level,
            endedAt: resolvedAt,
            ...(resolution && { resolution }),
          }
        : escalation,
    ),
  };
}

const SHOWN_BYTES = 16 * 1024;

/**
 * What a hosted run works on, for whoever must resolve its escalation: a confidence alone says nothing. What is too large
 * to be read is in the run itself.
 */
export function escalationContext({ input, state }: RunRecord): Record<string, unknown> {
  return { ...(isShort(input) && { input }), ...(isShort(state) && { state }) };
}

function isShort(value: unknown): boolean {
  return value !== undefined && utf8Bytes(JSON.stringify(value)) <= SHOWN_BYTES;
}
