import { countKinds } from '../../activities/triggers/sensitive-data/kinds';
import { SENSITIVE_DATA_KINDS, type SensitiveDataKind } from '../../contract/config/trigger';

/** The kind of each finding in a text. A kind that was found twice is listed twice. */
export const kindsIn = (text: string) =>
  countKinds(text, SENSITIVE_DATA_KINDS).flatMap(({ kind, count }) =>
    Array<SensitiveDataKind>(count).fill(kind),
  );

/** Built from parts, so that secret scanners do not report this file. */
export const key = (prefix: string, ...rest: string[]) => [prefix, ...rest].join('');
