import { RequestNotFound } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import { endRequest } from '../../rules/requests/end-request';
import type { ReadableKind, TemporalEnd } from '../temporal/kind';
import { requestWithoutWorker, type RequestView } from './request-without-worker';

export const REQUEST: ReadableKind<RequestView> = {
  noun: 'request',
  types: [WORKFLOW_TYPES.approval, WORKFLOW_TYPES.confirmation],
  NotFound: RequestNotFound,
  withoutWorker: requestWithoutWorker,
  brokenOff,
};

/** Whatever Temporal did to it, nothing was approved: it is cancelled (design, Temporal). */
function brokenOff({ unknown, ...view }: RequestView, { error, ...end }: TemporalEnd): RequestView {
  const ended = endRequest(view, {
    status: 'cancelled',
    ...end,
    ...(error && { error: { name: 'RequestFailed', ...error } }),
  });
  return { ...ended, ...(unknown && { unknown }) };
}
