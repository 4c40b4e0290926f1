import {
  EvidenceMissing,
  type HitlError,
  NoMatchingPolicy,
  RequestFailed,
  UnreachableQuorum,
} from '../../contract/errors';
import type { RequestRecord } from '../../contract/request';
import type { RequestView } from './entity';

/**
 * Returns the record, or throws the error with which the request failed.
 *
 * @throws NoMatchingPolicy, UnreachableQuorum, EvidenceMissing, RequestFailed when the request could not be planned or failed
 */
export function asOutcome(record: RequestView): RequestRecord {
  const { error } = record.end ?? {};
  if (error === undefined) return record;
  const classes: Record<string, new (message: string) => HitlError> = {
    EvidenceMissing,
    NoMatchingPolicy,
    UnreachableQuorum,
  };
  const Thrown = Object.hasOwn(classes, error.name) ? classes[error.name] : undefined;
  if (Thrown) throw new Thrown(`${record.id}: ${error.message}`);
  throw new RequestFailed(`${record.id}: ${error.name}: ${error.message}`);
}
