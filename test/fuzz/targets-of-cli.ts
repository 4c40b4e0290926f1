import assert from 'node:assert/strict';
import type { Io } from '../../admin/cli/io';
import { FORMATS } from '../../admin/cli/output';
import { run } from '../../admin/cli/program';
import { VERBS } from '../../admin/cli/verb-table';
import { assertVisible } from './oracles';
import type { Target } from './search';

/*
 * The command line of `hitl`.
 */

const names = Object.values(VERBS).flatMap((verbs) => verbs.map(({ usage }) => usage.split(' ')[0] ?? ''));

/** Each verb with flags of its own, and flags that all have. The words are in lines. */
const COMMANDS = [
  ...names.flatMap((name) => [`${name}\n-o\njson`, `${name}\nshow\n--help`]),
  'list\n--approver\nfinance\n--status\npending\n--limit\n10\n--since\n7d\n-o=jsonl',
  'request\n--action\npay\n--context\n{"amount": 1}\n--requester\nagent\n--expire-after\n4h\n--wait',
  'approve\nrequest-1\n--as\nana\n--notes\nit is fine\n--address\nlocalhost:7233\n--tls',
  'run\nreport\nrun-1\n--context\n{"confidence": 0.3}\n--escalate',
  'audit\nexport\n--from\n2026-01-01\n--to\n2026-02-01\n--format\ncsv',
  'keys\ncreate\n--name\nbot\n--scopes\nread\n--expires\n90d',
];

/** A flag that no verb has, twice: a flag before it may take the first one for its value. So no verb is run. */
const REFUSED = ['--no-such-flag', '--no-such-flag'];

async function tryLine(args: string[]): Promise<void> {
  let [out, err] = ['', ''];
  const io: Io = {
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    stdin: () => Promise.reject(new Error('a refused command read its input')),
    env: {},
    colour: false,
    program: 'hitl',
    onStop: () => assert.fail('a refused command runs'),
  };
  const code = await run([...args, ...REFUSED], io);
  assert(code === 2 || code === 0, `the exit code is ${code}: ${err}`);
  assertVisible(out + err);
  // Help is text in every format.
  if (code === 0) return;
  assert.match(err, /^hitl: ./);
  if (out !== '')
    assert.equal(typeof (JSON.parse(out) as { error: { message: unknown } }).error.message, 'string');
}

export const OF_CLI: readonly Target[] = [
  {
    name: 'command-lines',
    corpus: [...COMMANDS, ...FORMATS.map((format) => `list\n-o\n${format}`)],
    // After `--` there are no flags, so nothing would be refused.
    run: (text) => tryLine(text.split('\n').filter((word) => word !== '--')),
  },
];
