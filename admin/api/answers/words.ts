import { z } from '@hono/zod-openapi';
import { EscalationStatus } from '../../../contract/escalation';
import { REQUEST_KINDS } from '../../../contract/kind';
import { EscalationLevel } from '../../../contract/level';
import { RunStatus } from '../../../contract/run';
import { ApprovalStatus } from '../../../contract/status';
import { EscalationTriggerType } from '../../../contract/trigger';
import { OUTCOMES } from '../../../contract/verdict';

export const RequestKindSchema = z.enum(REQUEST_KINDS).openapi('RequestKind');
export const RequestStatusSchema = z.enum(ApprovalStatus).openapi('RequestStatus');
export const EscalationStatusSchema = z.enum(EscalationStatus).openapi('EscalationStatus');
export const RunStatusSchema = z.enum(RunStatus).openapi('RunStatus');
export const LevelSchema = z
  .enum(EscalationLevel)
  .openapi('Level', { description: 'How high an escalation goes, lowest first.' });
export const TriggerTypeSchema = z.enum(EscalationTriggerType).openapi('TriggerType');
export const OutcomeSchema = z
  .enum(OUTCOMES)
  .openapi('Outcome', { description: 'What became of an attempt. `queued`: delivered, not judged yet.' });
export const DoorSchema = z
  .enum(['update', 'signal', 'temporal'])
  .openapi('Door', { description: 'The way by which an attempt came to the workflow.' });
