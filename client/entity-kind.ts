import type { Client } from '@temporalio/client';
import { RequestNotFound } from '../contract/errors';
import { ESCALATION } from './escalations/entity';
import { REQUEST } from './requests/entity';
import { RUN } from './runs/entity';
import { findWorkflow } from './temporal/read';

/**
 * Tells whether the id belongs to a request, an escalation or a run.
 *
 * @throws RequestNotFound when it belongs to none of these
 * @throws InvalidInput, TemporalUnreachable
 */
export async function entityKindOf(client: Client, id: string): Promise<'request' | 'escalation' | 'run'> {
  const described = await findWorkflow(client, id);
  if (described === undefined) throw new RequestNotFound(id, 'no request, escalation or run has this id');
  const { type } = described;
  if (REQUEST.types.includes(type)) return 'request';
  if (ESCALATION.types.includes(type)) return 'escalation';
  if (RUN.types.includes(type)) return 'run';
  throw new RequestNotFound(
    id,
    `a workflow of type ${type} has this id, which is not a request, an escalation or a run`,
  );
}
