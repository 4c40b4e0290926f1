import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { CancelMessageSchema } from '../../contract/decision';
import type { Duration } from '../../contract/duration';
import type { EscalationVerdict } from '../../contract/escalation';
import {
  AcknowledgeSchema,
  PromoteSchema,
  ReassignSchema,
  ResolveSchema,
} from '../../contract/escalation-messages';
import type { EscalationAttempt } from '../../rules/escalations/escalation-attempt';
import { judgeEscalation } from '../../rules/escalations/judge-escalation';
import { attempt } from '../temporal/attempt';
import { endedRecord } from '../temporal/ended';
import { ESCALATION } from './escalation-kind';
import { escalationStatusOf, levelOf } from './escalation-status';
import { find } from '../temporal/find';
import { toPlainJson } from '../plain-json';
import { signed } from '../signing/signed';
import type { Session } from '../temporal/session';

/** What everybody who acts on an escalation may say. */
export interface ActingOptions {
  /** Idempotency key, within its person. Default: none; of a manager that signs, random. */
  decisionId?: string;
  /** The tool it comes from. Default `sdk`. */
  via?: string;
  /** How long to wait for the verdict before it is `queued`. Default: the manager's, 5 s. */
  patience?: Duration;
}

type Verb = Exclude<EscalationAttempt['kind'], 'unreadable'>;

const SCHEMAS: Record<Verb, z.ZodType<object>> = {
  acknowledge: AcknowledgeSchema,
  resolve: ResolveSchema,
  promote: PromoteSchema,
  reassign: ReassignSchema,
  cancel: CancelMessageSchema,
};

/** Sends an attempt to an escalation and answers with its verdict; after the end, with that of the same function. */
export async function attemptEscalation(
  session: Session,
  id: string,
  name: Verb,
  options: ActingOptions & { modification?: unknown },
): Promise<EscalationVerdict> {
  const { patience, via = 'sdk', modification, ...said } = options;
  const { signer } = session;
  // Whoever cancels need not sign.
  const isSigned = signer !== undefined && name !== 'cancel';
  const described = await find(session, ESCALATION, id);
  return attempt<EscalationVerdict, object>(session, {
    kind: ESCALATION,
    id,
    name,
    schema: SCHEMAS[name],
    said: () => ({
      ...said,
      ...(isSigned && { decisionId: said.decisionId ?? randomUUID() }),
      ...(modification !== undefined && { modification: toPlainJson(modification, 'modification') }),
      via,
    }),
    ...(isSigned && {
      sign: (message) =>
        signed(signer, { kind: name, namespace: session.client.options.namespace, id }, message),
    }),
    patience,
    standing: async () => ({ status: escalationStatusOf(described), id, level: levelOf(described) }),
    async afterTheEnd(message) {
      const record = await endedRecord(session, ESCALATION, await find(session, ESCALATION, id));
      const late = { kind: name, message, at: Date.now(), door: 'update' } as EscalationAttempt;
      return judgeEscalation(record, late).verdict;
    },
  });
}
