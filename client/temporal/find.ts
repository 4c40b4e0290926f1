import type { Client } from '@temporalio/client';
import { bounded } from './bounded';
import { checkedId } from '../input-problem';
import type { Kind } from './kind';
import { type DescribedWorkflow, describeWorkflow } from './row';
import type { Session } from './session';

/**
 * What Temporal knows of a thing of this kind without a worker. `ms` bounds the call (10 s).
 *
 * @throws the kind's `NotFound` when the id is nobody's, or a workflow's of another type
 * @throws InvalidInput when it is no id
 * @throws TemporalUnreachable
 */
export async function find(
  session: Session,
  kind: Kind,
  id: string,
  ms?: number,
): Promise<DescribedWorkflow> {
  const described = await lookUp(session.client, id, ms);
  if (described === undefined) throw new kind.NotFound(id);
  if (!kind.types.includes(described.type))
    throw new kind.NotFound(id, `a workflow of type ${described.type} has this id, which is no ${kind.noun}`);
  session.known.add(id, kind);
  return described;
}

/** Makes sure that the id is one of this kind before anything is sent to it; an id seen before costs nothing. */
export async function ensure(session: Session, kind: Kind, id: string, ms?: number): Promise<void> {
  if (!session.known.has(id, kind)) await find(session, kind, id, ms);
}

/** The workflow with this id, of whatever type; nothing if there is none. */
export async function lookUp(
  client: Client,
  id: string,
  ms?: number,
): Promise<DescribedWorkflow | undefined> {
  checkedId(id);
  return bounded(client, () => describeWorkflow(client, id), ms);
}
