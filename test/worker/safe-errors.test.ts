import { ApplicationFailure, CancelledFailure, defaultPayloadConverter } from '@temporalio/common';
import { DefaultFailureConverter } from '@temporalio/common/lib/converter/failure-converter';
import { temporal } from '@temporalio/proto';
import fc from 'fast-check';
import { safeError } from '../../worker/safe-errors';
import { ILL_FORMED } from '../support/ill-formed';

const { Failure } = temporal.api.failure.v1;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Encodes as the SDK and decodes as its core: a string that is not valid UTF-8 would end the worker. */
function sent(error: unknown): string {
  const failure = new DefaultFailureConverter().errorToFailure(error, defaultPayloadConverter);
  const bytes = Failure.encode(failure).finish();
  const strings = (each: typeof failure): string[] => [
    each.message ?? '',
    each.stackTrace ?? '',
    each.applicationFailureInfo?.type ?? '',
    ...(each.cause ? strings(each.cause) : []),
  ];
  expect(strings(failure).every((text) => text.isWellFormed())).toBe(true);
  expect(bytes.length).toBeLessThan(512 * 1024);
  decoder.decode(Buffer.from(strings(failure).join(''), 'utf8'));
  return failure.message ?? '';
}

test.each(Object.entries(ILL_FORMED))('%s becomes an error that can be sent', (_, make) => {
  sent(safeError(make()));
});

test('every thrown value can be sent', () => {
  const text = fc.string({ unit: 'binary', maxLength: 50 }).map((value) => `${value}\ud800`.slice(0, 39));
  const anything = fc.oneof(fc.anything({ withBigInt: true, withNullPrototype: true }), text);
  fc.assert(
    fc.property(anything, text, text, (thrown, message, type) => {
      sent(safeError(thrown));
      sent(safeError(ApplicationFailure.create({ message, type, details: [thrown] })));
      sent(safeError(new Error(message, { cause: thrown })));
    }),
  );
});

test('an error that can be sent is not changed', () => {
  const errors = [
    new Error('plain', { cause: new TypeError('why') }),
    ApplicationFailure.nonRetryable('no', 'Refused', { amount: 1 }),
    new CancelledFailure('stop'),
  ];
  for (const error of errors) expect(safeError(error)).toBe(error);
});

test('the retry settings of an application failure are kept', () => {
  const thrown = ApplicationFailure.create({
    message: 'half \ud800',
    type: 'Refused',
    nonRetryable: true,
    nextRetryDelay: '3s',
    details: [{ a: 1 }],
  });
  expect(safeError(thrown)).toMatchObject({
    message: 'half \ufffd',
    type: 'Refused',
    nonRetryable: true,
    nextRetryDelay: '3s',
    details: [{ a: 1 }],
  });
  expect(safeError(new CancelledFailure('half \ud800'))).toBeInstanceOf(CancelledFailure);
});
