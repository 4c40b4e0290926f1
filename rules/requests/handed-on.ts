import type { RequestContent, RequestRecord } from '../../contract/request';

/*
 * The record that a run hands on when it continues as new. Its arguments, the content and this record, may have 2 MB together, so
 * the record leaves out the large parts that the content has.
 */

/** The record without the evidence and the arguments that were requested. */
export function handedOn(record: RequestRecord): object {
  const { evidence: _evidence, context, original, ...rest } = record;
  // After an edit the record has other arguments than the content.
  if (original === undefined) return rest;
  return { ...rest, context, original: { contentHash: original.contentHash } };
}

/** The whole record again. */
export function takenOver(handed: RequestRecord, content: RequestContent): RequestRecord {
  const { evidence, context } = content;
  return {
    ...handed,
    ...(evidence && { evidence }),
    context: handed.context ?? context,
    ...(handed.original && { original: { ...handed.original, context } }),
  };
}
