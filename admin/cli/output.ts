import pc from 'picocolors';
import { defined } from '../../contract/defined';
import { HitlError } from '../../contract/errors';
import { exactJson } from '../../rules/presentation/exact-json';
import { visible } from '../../rules/text';
import { packageFile } from '../text/documentation';
import type { TextStyle } from '../text/table';
import { shortenTimes } from '../text/time';
import type { Io } from './io';

export const FORMATS = ['text', 'json', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

/** The output of a verb: text, or JSON on stdout with everything else on stderr. */
export interface Output extends TextStyle {
  readonly format: Format;
  /** Prints the answer: `value` as JSON, or `text`. Called once per run. */
  answer(value: unknown, text: string): void;
  /**
   * Prints a list: with json `{ items, nextCursor }` as in the HTTP API; with jsonl one line per item, and a last line
   * `{"nextCursor":…}` if there are more. An empty `text` prints nothing.
   */
  answerAll(items: readonly unknown[], text: string, nextCursor?: string): void;
  /** Prints progress: on stdout if the format is text, else on stderr. */
  tell(text: string): void;
  /** Prints a remark on stderr. */
  note(text: string): void;
}

export function createOutput(io: Io, format: Format): Output {
  const line = (text: string) => (text === '' ? '' : `${text}\n`);
  const json = (value: unknown) => exactJson(value, format === 'json' ? 2 : 0);
  return {
    format,
    colours: pc.createColors(io.colour),
    ...defined({ columns: io.columns }),
    answer: (value, text) => io.stdout(line(format === 'text' ? text : json(value))),
    answerAll(items, text, nextCursor) {
      if (format === 'text') io.stdout(line(text));
      else if (format === 'json') io.stdout(line(json({ items, ...defined({ nextCursor }) })));
      else {
        const more = nextCursor === undefined ? [] : [{ nextCursor }];
        io.stdout([...items, ...more].map((value) => line(json(value))).join(''));
      }
    },
    tell: (text) => (format === 'text' ? io.stdout(line(text)) : io.stderr(line(text))),
    note: (text) => io.stderr(line(text)),
  };
}

/**
 * Prints an error with the page that explains it: always as text on stderr, and as JSON on stdout if a JSON format was asked
 * for.
 */
export function reportError(io: Io, format: Format, error: { name: string; message: string }): void {
  const { name, message } = error;
  const help = error instanceof HitlError ? packageFile(error.help) : undefined;
  if (format !== 'text')
    createOutput(io, format).answer({ error: { name, message, ...defined({ help }) } }, '');
  io.stderr(`hitl: ${visible(shortenTimes(message))}\n`);
  if (help !== undefined) io.stderr(`See ${help}\n`);
}
