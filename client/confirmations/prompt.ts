import { createInterface } from 'node:readline';
import { pause } from '../temporal/timers';

/** Where a person is asked. Both must be terminals. */
export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream & { isTTY?: boolean };
}

/** What a person did at a prompt. */
export type PromptAnswer = { line: string } | 'interrupted' | 'closed' | 'called off';

/** Input typed before the question was shown is discarded for this long: it answers something else. */
const TYPE_AHEAD_MS = 30;

/** The terminal of this program. Questions go to standard error, because standard output may be piped. */
export function processTerminal(): Terminal {
  return { input: process.stdin, output: process.stderr };
}

export function isInteractive({ input, output }: Terminal): boolean {
  return input.isTTY === true && output.isTTY === true;
}

/** Shows the question and reads one line. Ctrl-C, the end of the input and `stop` end it. It removes all its listeners. */
export async function promptLine(
  terminal: Terminal,
  question: string,
  stop: AbortSignal,
): Promise<PromptAnswer> {
  await dropTypeAhead(terminal, stop);
  if (stop.aborted) return 'called off';
  if (hasEnded(terminal)) return 'closed';
  return new Promise((resolve) => {
    const line = createInterface({ ...terminal, terminal: true, historySize: 0, prompt: question });
    const end = (typed: PromptAnswer) => {
      resolve(typed); // the first call counts: closing the reader calls this again
      stop.removeEventListener('abort', calledOff);
      line.close();
    };
    const leave = (typed: PromptAnswer) => {
      terminal.output.write('\n');
      end(typed);
    };
    const calledOff = () => leave('called off');
    line.once('line', (text) => end({ line: text }));
    line.once('SIGINT', () => leave('interrupted'));
    line.once('close', () => end('closed'));
    stop.addEventListener('abort', calledOff, { once: true });
    line.prompt();
  });
}

async function dropTypeAhead({ input }: Terminal, stop: AbortSignal): Promise<void> {
  const drop = () => {};
  input.on('data', drop);
  await pause(TYPE_AHEAD_MS, stop);
  input.off('data', drop);
  input.pause();
}

/** An input that has ended emits no further `end` event, so its state is read. */
function hasEnded({ input }: Terminal): boolean {
  const { readableEnded, destroyed } = input as { readableEnded?: boolean; destroyed?: boolean };
  return readableEnded === true || destroyed === true;
}

const last = new WeakMap<object, Promise<unknown>>();

/** Runs `work` after all earlier work queued for the same `thing` has settled. */
export function enqueuePrompt<T>(thing: object, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(thing) ?? Promise.resolve()).then(work);
  last.set(
    thing,
    turn.catch(() => {}),
  );
  return turn;
}
