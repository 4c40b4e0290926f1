import type { z } from 'zod';
import type { Duration } from '../../contract/duration';
import { CancelRunSchema, FinishSchema, type RunVerdict } from '../../contract/run';
import { judgeRunEnd } from '../../rules/runs/end';
import { submit } from '../temporal/submit';
import type { CancelOptions } from '../requests/decide';
import { endedRecord, find } from '../temporal/read';
import { toBoundedJson } from '../input';
import { RUN } from './entity';
import { runStatusOf } from '../temporal/status';
import type { Session } from '../temporal/session';

export interface FinishOptions {
  /** What came of it: JSON of at most 256 KB. */
  output?: unknown;
  /** The tool it comes from. Default `sdk`. */
  via?: string;
  /** How long to wait for the verdict before it is `queued`. Default: the manager's, 5 s. */
  patience?: Duration;
}

/**
 * The agent of an attached run is done. Every attempt gets a verdict; with no worker it is `queued`, and counts when one
 * is back.
 *
 * @throws RunNotFound
 * @throws TemporalUnreachable when it could not be delivered
 * @throws InvalidInput when `patience` is no duration
 */
export function finishRun(session: Session, id: string, options: FinishOptions = {}): Promise<RunVerdict> {
  const { output, via = 'sdk', patience, ...unknown } = options;
  return endRun(session, id, 'finish', {
    schema: FinishSchema,
    patience,
    said: () => ({
      ...(output !== undefined && { output: toBoundedJson(output, 'output') }),
      via,
      ...unknown,
    }),
    toAttempt: (message) => ({ ...message, kind: 'finish' }),
  });
}

/** Cancels a run, and with it its open requests and escalations. Throws as `finishRun` does. */
export function cancelRun(session: Session, id: string, options: CancelOptions): Promise<RunVerdict> {
  const { patience, via = 'sdk', ...said } = options;
  return endRun(session, id, 'cancel', {
    schema: CancelRunSchema,
    patience,
    said: () => ({ ...said, via }),
    toAttempt: (message) => ({ ...message, kind: 'cancel' }),
  });
}

interface Ending<Message> {
  schema: z.ZodType<Message>;
  patience: Duration | undefined;
  said: () => object;
  toAttempt: (message: Message) => Parameters<typeof judgeRunEnd>[1];
}

function endRun<Message extends object>(
  session: Session,
  id: string,
  name: 'finish' | 'cancel',
  { toAttempt, ...ending }: Ending<Message>,
): Promise<RunVerdict> {
  return submit<RunVerdict, Message>(session, {
    kind: RUN,
    id,
    name,
    ...ending,
    async standing(outcome) {
      // A queued one was delivered to a run that was open.
      return { status: outcome === 'queued' ? 'running' : runStatusOf(await find(session, RUN, id)), id };
    },
    async afterTheEnd(message) {
      const run = await endedRecord(session, RUN, await find(session, RUN, id));
      return judgeRunEnd(run, toAttempt(message), Date.now()).verdict;
    },
  });
}
