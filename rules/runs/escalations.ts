import { defined } from '../../contract/defined';
import type { EscalationRecord } from '../../contract/escalation';
import { utf8Bytes } from '../../contract/limits';
import type { FiredTrigger, TriggerMemory } from '../../contract/records/check';
import type { RunEscalation, RunRecord } from '../../contract/run';
import { isoTime } from '../text';

/** The open escalation, if there is one. A run has at most one (design escalation rule 2). */
export function openEscalationOf({ escalations }: RunRecord): RunEscalation | undefined {
  return escalations.find(({ endedAt }) => endedAt === undefined);
}

/** The record with a new open escalation. */
export function withEscalation(record: RunRecord, opened: RunEscalation, fired: FiredTrigger[]): RunRecord {
  return withFired({ ...record, escalations: [...record.escalations, opened] }, fired);
}

/** The record after its escalation has started under another id than planned. */
export function withEscalationId(record: RunRecord, planned: string, id: string): RunRecord {
  if (planned === id) return record;
  const escalations = record.escalations.map((each) => (each.id === planned ? { ...each, id } : each));
  return { ...record, escalations };
}

/** Adds triggers to those of the open escalation. They are remembered when it is resolved. */
export function withFired(record: RunRecord, fired: FiredTrigger[]): RunRecord {
  if (fired.length === 0 || !openEscalationOf(record)) return record;
  const values = fired.map(({ name, value }) => [name, value ?? null] as const);
  return { ...record, openTriggers: { ...record.openTriggers, ...Object.fromEntries(values) } };
}

/** Updates the values of the open escalation's triggers. A check alone adds no other triggers to it. */
export function withLatest(record: RunRecord, fired: FiredTrigger[]): RunRecord {
  const { openTriggers = {} } = record;
  return withFired(
    record,
    fired.filter(({ name }) => Object.hasOwn(openTriggers, name)),
  );
}

/**
 * The record after its escalation has ended. Its triggers are remembered from now (design escalation rule 2), except those
 * in `unseen`, which came too late for anyone to see.
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
            ...defined({ resolution }),
          }
        : escalation,
    ),
  };
}

const SHOWN_BYTES = 16 * 1024;

/**
 * The input and state of a hosted run, shown in its escalation: without them a number such as the confidence says little.
 * Values that are too large are left out; the run itself has them.
 */
export function escalationContext({ input, state }: RunRecord): Record<string, unknown> {
  return { ...(isShort(input) && { input }), ...(isShort(state) && { state }) };
}

function isShort(value: unknown): boolean {
  return value !== undefined && utf8Bytes(JSON.stringify(value)) <= SHOWN_BYTES;
}
