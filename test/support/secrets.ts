import { inspect } from 'node:util';
import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';

/*
 * Secrets with a word that occurs nowhere else, and the search for it.
 */

export const MARK = 'Pelikanwort';
export const HEX_MARK = Buffer.from(MARK).toString('hex');
export const secret = (what: string) => `${MARK}-${what}-0123456789abcdefghijklmnop`;
export const whsec = `whsec_${Buffer.from(secret('webhook')).toString('base64')}`;

/** The marks in a text: as it is, in base64 or in hexadecimal. */
export function marksIn(text: string): string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from('x'.repeat(shift) + MARK)
      .toString('base64')
      .slice(Math.ceil((shift * 8) / 6), -4),
  );
  return [MARK, HEX_MARK, ...base64].filter((mark) => text.toLowerCase().includes(mark.toLowerCase()));
}

/** All that a log, a page or a history could get from an error: its message, stack, causes, fields, and its failure in Temporal. */
export function allOf(error: unknown): string {
  const failure = defaultFailureConverter.errorToFailure(error, defaultPayloadConverter);
  return [inspect(error, { depth: 10, showHidden: true }), JSON.stringify(failure)].join('\n');
}

export async function failureOf(work: () => Promise<unknown>): Promise<string> {
  try {
    return inspect(await work());
  } catch (error) {
    return allOf(error);
  }
}
