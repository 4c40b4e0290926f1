import { utf8Bytes } from '../../contract/limits';
import type { RunRecord } from '../../contract/run';

const SHOWN_BYTES = 16 * 1024;

/**
 * What a hosted run works on, for whoever must resolve its escalation: a confidence alone says nothing. What is too large
 * to be read is in the run itself.
 */
export function whatItIsAbout({ input, state }: RunRecord): Record<string, unknown> {
  return { ...(isShort(input) && { input }), ...(isShort(state) && { state }) };
}

function isShort(value: unknown): boolean {
  return value !== undefined && utf8Bytes(JSON.stringify(value)) <= SHOWN_BYTES;
}
