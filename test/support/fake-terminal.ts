import { PassThrough } from 'node:stream';
import { eventually } from './temporal';

/** A fake terminal. It records its output, and the test provides its input. */
export function fakeTerminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
  let screen = '';
  output.setEncoding('utf8').on('data', (text: string) => (screen += text));
  return {
    input,
    output,
    /** The whole output so far. */
    screen: () => screen,
    /** Waits until the output contains this text `times` times. */
    shows: (text: string, times = 1) => eventually(async () => screen.split(text).length > times),
    /** Types this text as keys. A carriage return ends a line. */
    type: (keys: string) => void input.write(keys),
  };
}
