import { CompleteAsyncError } from '@temporalio/activity';
import {
  ApplicationFailure,
  CancelledFailure,
  defaultPayloadConverter,
  TemporalFailure,
} from '@temporalio/common';
import type { ActivityInterceptorsFactory, WorkerOptions } from '@temporalio/worker';
import { defined } from '../contract/defined';
import { utf8Bytes } from '../contract/limits';
import { truncateToBytes } from '../rules/text';

const MAX_MESSAGE_BYTES = 8 * 1024;
const MAX_STACK_BYTES = 16 * 1024;
const MAX_TYPE_BYTES = 200;
const MAX_DETAILS_BYTES = 256 * 1024;
const MAX_CAUSES = 10;

/**
 * Converts every error of an activity to one that the SDK can send. The SDK sends messages, stacks and types as protobuf
 * strings: half of a surrogate pair in a short string ends the worker process, again after each restart. An error whose
 * getters throw or whose causes form a cycle ends it too. An error that can be sent is not changed.
 */
const safeErrors: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        throw safeError(error);
      }
    },
  },
});

/** The interceptors of a worker with this one first, so that it also covers errors of the others. */
export function withSafeErrors(given: WorkerOptions['interceptors']): WorkerOptions['interceptors'] {
  return { ...given, activity: [safeErrors, ...(given?.activity ?? [])] };
}

/** Returns the error itself if it can be sent, else an `ApplicationFailure` with the same content. Never throws. */
export function safeError(error: unknown): unknown {
  try {
    if (error instanceof CompleteAsyncError || canBeSent(error, MAX_CAUSES)) return error;
  } catch {
    // A getter or a proxy of the error throws.
  }
  return rebuilt(error, MAX_CAUSES);
}

function canBeSent(error: unknown, causesLeft: number): boolean {
  if (!isErrorLike(error) || causesLeft === 0) return false;
  const { message, stack = '', cause, name } = error;
  const { type = '', details, failure } = error as Partial<ApplicationFailure>;
  // A failure that came from the server can be sent back.
  if (error instanceof TemporalFailure && failure !== undefined) return true;
  return (
    isSafeText(message, MAX_MESSAGE_BYTES) &&
    isSafeText(stack, MAX_STACK_BYTES) &&
    [name, type ?? '', error.constructor.name].every((text) => isSafeText(text, MAX_TYPE_BYTES)) &&
    (!(error instanceof TemporalFailure) || details == null || areSafeDetails(details)) &&
    (cause === undefined || cause === null || canBeSent(cause, causesLeft - 1))
  );
}

/** The SDK's own test: also true for an error of another realm. */
function isErrorLike(error: unknown): error is Error {
  if (typeof error !== 'object' || error === null) return false;
  const { name, message } = error as Partial<Error>;
  return error instanceof Error || (typeof name === 'string' && typeof message === 'string');
}

function isSafeText(text: unknown, bytes: number): boolean {
  return typeof text === 'string' && text.isWellFormed() && utf8Bytes(text) <= bytes;
}

function areSafeDetails(details: unknown): boolean {
  if (!Array.isArray(details)) return false;
  const payloads = details.map((detail) => defaultPayloadConverter.toPayload(detail));
  return payloads.reduce((sum, payload) => sum + (payload.data?.length ?? 0), 0) <= MAX_DETAILS_BYTES;
}

function rebuilt(error: unknown, causesLeft: number): Error {
  const read = <T>(field: () => T): T | undefined => {
    try {
      return field();
    } catch {
      return undefined;
    }
  };
  const isError = read(() => isErrorLike(error)) === true;
  const fields = (isError ? error : {}) as Partial<ApplicationFailure>;
  const message = safeText(
    read(() => (isError ? fields.message : asText(error))),
    MAX_MESSAGE_BYTES,
  );
  const cause = read(() => fields.cause);
  const isCancelled = read(() => error instanceof CancelledFailure) === true;
  const isApplication = read(() => error instanceof ApplicationFailure) === true;
  const details = read(() => fields.details);
  const safeDetails = read(() => (details && areSafeDetails(details) ? details : undefined));
  const nextCause = cause == null || causesLeft <= 1 ? undefined : rebuilt(cause, causesLeft - 1);
  if (isCancelled) return new CancelledFailure(message, safeDetails ?? [], nextCause);
  const type =
    read(() => (isApplication ? fields.type : fields.constructor?.name)) ?? (isError ? 'Error' : undefined);
  const nextRetryDelay = read(() => fields.nextRetryDelay as number | undefined);
  const category = read(() => fields.category);
  const failure = ApplicationFailure.create({
    message,
    nonRetryable: isApplication && read(() => fields.nonRetryable) === true,
    ...(type != null && { type: safeText(type, MAX_TYPE_BYTES) }),
    ...defined({ details: safeDetails, cause: nextCause }),
    ...(isApplication && nextRetryDelay != null && { nextRetryDelay }),
    ...(isApplication && category != null && { category }),
  });
  failure.stack = safeText(read(() => fields.stack) ?? '', MAX_STACK_BYTES);
  return failure;
}

/** The text of a thrown value that is not an error. */
function asText(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  return JSON.stringify(thrown) ?? 'an object without a message';
}

function safeText(text: unknown, bytes: number): string {
  return typeof text === 'string'
    ? truncateToBytes(text.toWellFormed(), bytes)
    : 'an error without a readable message';
}
