import { PassThrough } from 'node:stream';
import { eventually } from './temporal';

/** A terminal without a screen: what is shown is kept, and what is typed comes from the test. */
export function fakeTerminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
  let screen = '';
  output.setEncoding('utf8').on('data', (text: string) => (screen += text));
  return {
    input,
    output,
    /** All that was shown so far. */
    screen: () => screen,
    /** Waits until this was shown, so many times. */
    shows: (text: string, times = 1) => eventually(async () => screen.split(text).length > times),
    /** Types what is given, as keys: end a line with a carriage return. */
    type: (keys: string) => void input.write(keys),
  };
}
