import { z } from '@hono/zod-openapi';
import { EscalationStatus } from '../../../contract/escalation';
import {
  EscalationTriggerType,
  ApprovalStatus,
  EscalationLevel,
  REQUEST_KINDS,
} from '../../../contract/names';
import { RunStatus } from '../../../contract/run';
import { VERDICT_OUTCOMES } from '../../../contract/decision';

export const RequestKindSchema = z.enum(REQUEST_KINDS).openapi('RequestKind');
export const RequestStatusSchema = z.enum(ApprovalStatus).openapi('RequestStatus');
export const EscalationStatusSchema = z.enum(EscalationStatus).openapi('EscalationStatus');
export const RunStatusSchema = z.enum(RunStatus).openapi('RunStatus');
export const LevelSchema = z
  .enum(EscalationLevel)
  .openapi('Level', { description: 'How high an escalation goes, lowest first.' });
export const TriggerTypeSchema = z.enum(EscalationTriggerType).openapi('TriggerType');
export const OutcomeSchema = z
  .enum(VERDICT_OUTCOMES)
  .openapi('Outcome', { description: 'What became of an attempt. `queued`: delivered, not judged yet.' });
export const DoorSchema = z
  .enum(['update', 'signal', 'temporal'])
  .openapi('Door', { description: 'The way by which an attempt came to the workflow.' });
