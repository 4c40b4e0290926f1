import { type Workflow, WorkflowNotFoundError } from '@temporalio/common';
import { TemporalUnreachable } from '../../contract/errors';
import { asUnreachable } from './bounded';
import { isAlreadyThere, isTransient } from './grpc-errors';
import type { Parcel } from './send-update';
import { asAttributesMissing } from './search-attributes-missing';
import { handleOf, type Session } from './session';
import { backoff, pause } from './timers';

/**
 * Sends the attempt as a Signal, which the server keeps until a worker is back (design rule 11); again until
 * `deadline` (milliseconds since 1970) while the server is away.
 *
 * @throws TemporalUnreachable when it could not be delivered; it may have been all the same
 */
export async function sendSignal(
  session: Session,
  parcel: Parcel,
  deadline: number,
): Promise<'delivered' | 'ended'> {
  const { client } = session;
  for (let failures = 1; ; failures++) {
    try {
      await client.withDeadline(deadline, () => signal(session, parcel));
      return 'delivered';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError || isAlreadyThere(error)) return 'ended';
      const unreachable = asUnreachable(client, error);
      if (!isTransient(error))
        throw asAttributesMissing(error, client.options.namespace) ?? unreachable ?? error;
      if (Date.now() >= deadline) throw undelivered(unreachable);
    }
    await pause(Math.min(backoff(failures, 1_000), deadline - Date.now()));
  }
}

async function signal(session: Session, { id, name, message, start }: Parcel): Promise<void> {
  if (start === undefined) return handleOf(session, id).signal<[object]>(name, message);
  const withSignal = { ...start.options, signal: name, signalArgs: [message] as [object] };
  await session.client.workflow.signalWithStart<Workflow, [object]>(start.type, withSignal);
}

function undelivered(cause: TemporalUnreachable | undefined): TemporalUnreachable {
  const advice =
    'Whether it was delivered is not known: repeat it with the same decisionId, and it counts once.';
  return new TemporalUnreachable(`${cause?.message ?? 'Temporal does not answer'}. ${advice}`, { cause });
}
