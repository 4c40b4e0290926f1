import type { z } from 'zod';
import type { Duration } from '../../contract/duration';
import { CancelRunSchema, FinishSchema, type RunVerdict } from '../../contract/run';
import { judgeRunEnd } from '../../rules/runs/end';
import { toBoundedJson } from '../input';
import type { CancelOptions } from '../requests/decide';
import { endedRecord, find } from '../temporal/read';
import type { Session } from '../temporal/session';
import { runStatusOf } from '../temporal/status';
import { submit } from '../temporal/submit';
import { RUN } from './entity';

/** How an attached run ends. */
export interface FinishOptions {
  /** The run's output: JSON of at most 256 KB. */
  output?: unknown;
  /** The tool that sends it. Default `sdk`. */
  via?: string;
  /** How long to wait for the verdict before it is `queued`. Default: the manager's, 5 s. */
  patience?: Duration;
}

/**
 * Finishes an attached run, because its agent is done. Every attempt gets a verdict. Without a worker the verdict is
 * `queued`, and the attempt counts when a worker is back.
 *
 * @throws RunNotFound
 * @throws TemporalUnreachable when it could not be delivered
 * @throws InvalidInput when `patience` is not a duration
 */
export function finishRun(session: Session, id: string, options: FinishOptions = {}): Promise<RunVerdict> {
  const { output, via = 'sdk', patience, ...unknown } = options;
  return endRun(session, id, 'finish', {
    schema: FinishSchema,
    patience,
    content: () => ({
      ...(output !== undefined && { output: toBoundedJson(output, 'output') }),
      via,
      ...unknown,
    }),
    toAttempt: (message) => ({ ...message, kind: 'finish' }),
  });
}

/** Cancels a run with its open requests and escalations. Throws what `finishRun` throws. */
export function cancelRun(session: Session, id: string, options: CancelOptions): Promise<RunVerdict> {
  const { patience, via = 'sdk', ...given } = options;
  return endRun(session, id, 'cancel', {
    schema: CancelRunSchema,
    patience,
    content: () => ({ ...given, via }),
    toAttempt: (message) => ({ ...message, kind: 'cancel' }),
  });
}

interface Ending<Body> {
  schema: z.ZodType<Body>;
  patience: Duration | undefined;
  content: () => object;
  toAttempt: (message: Body) => Parameters<typeof judgeRunEnd>[1];
}

function endRun<Body extends object>(
  session: Session,
  id: string,
  name: 'finish' | 'cancel',
  { toAttempt, ...ending }: Ending<Body>,
): Promise<RunVerdict> {
  return submit<RunVerdict, Body>(session, {
    entity: RUN,
    id,
    name,
    ...ending,
    async unjudged(outcome) {
      // A queued attempt was delivered to a run that was open.
      return { status: outcome === 'queued' ? 'running' : runStatusOf(await find(session, RUN, id)), id };
    },
    async afterEnd(message) {
      const run = await endedRecord(session, RUN, await find(session, RUN, id));
      return judgeRunEnd(run, toAttempt(message), Date.now()).verdict;
    },
  });
}
