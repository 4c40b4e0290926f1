import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from './run-cli';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
process.env.HITL_CONNECT_TIMEOUT = '300ms';
const NOWHERE = ['--address', '127.0.0.1:1'];
const folder = mkdtempSync(join(tmpdir(), 'hitl-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('alone it prints help with examples, on stdout', async () => {
  const { code, stdout, stderr } = await cli([]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Examples:');
  for (const verb of [
    'dev',
    'worker',
    'request',
    'list',
    'show',
    'approve',
    'reject',
    'cancel',
    'ack',
    'resolve',
    'promote',
    'reassign',
    'history',
    'escalate',
    'run',
    'wait',
    'config',
    'doctor',
    'keys',
    'completion',
  ])
    expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
  expect(await cli(['list', '--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('--approver'),
    stderr: '',
  });
  expect(await cli(['help', 'list'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('--approver'),
  });
  expect(await cli(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
});

describe('usage errors exit 2, with a message on stderr', () => {
  test.each([
    [['aprove', 'x'], 'Did you mean approve?'],
    [['help', 'aprove'], 'unknown command'],
    [['list', '--limt', '3'], 'Did you mean --limit?'],
    [['list', '--limit', 'ten'], 'whole number'],
    [['list', '--limit', '0'], 'whole number'],
    [['list', '--status', 'open'], 'Allowed choices are pending'],
    [['list', '--status', 'running'], 'for runs add --kind run'],
    [['list', '--status', 'resolved'], 'for escalations add --kind escalation'],
    [['list', '--kind', 'run', '--status', 'approved'], 'for requests remove --kind'],
    [['list', '--agent', 'a'], '--agent does not filter requests; for runs add --kind run'],
    [['list', '--kind', 'other'], 'Allowed choices are approval, confirmation'],
    [['list', '--kind', 'escalation', '--status', 'approved'], 'Allowed choices are open, pending'],
    [['list', '--kind', 'run', '--status', 'pending'], 'Allowed choices are running'],
    [['list', '--kind', 'run', '--level', 'manager'], '--level does not filter runs'],
    [['list', '--kind', 'escalation', '--order', 'severity'], 'newest, deadline, age, level'],
    [['list', '--assignee', 'ana'], '--assignee does not filter requests'],
    [['list', '-o', 'yaml'], 'Allowed choices are text'],
    [['show'], "missing required argument 'id'"],
    [['show', 'a', 'b'], 'too many arguments'],
    [['request'], '--action'],
    [['request', '--action', 'a', '--timeout', '1h'], '--timeout needs --wait'],
    [
      ['request', '--action', 'a', '--wait', '--timeout', '60'],
      '--timeout: must be one number with one unit',
    ],
    [['run', 'start', 'a', '--timeout', '1h'], '--timeout needs --wait'],
    [['reject', 'x', '--as', 'ana'], '--reason'],
    [['approve', 'x'], 'HITL_USER'],
    [['cancel', 'x'], 'missing --as NAME (or set HITL_USER)'],
    [['resolve', 'x', '--as', 'ana'], 'missing --action <continue|abort|modify> and --resolution <text>'],
    [
      ['resolve', 'x'],
      'missing --as NAME (or set HITL_USER), --action <continue|abort|modify> and --resolution <text>',
    ],
    [['escalate', 'x'], '--level <human_review|supervisor|manager|executive|emergency> and --reason <text>'],
    [['approve', 'x', '--as', 'ana', '--stage', '1.5'], 'whole number'],
    [['ack', 'x'], 'HITL_USER'],
    [['ack'], "missing required argument 'escalation'"],
    [['resolve', 'x', '--as', 'ana', '--resolution', 'r'], '--action'],
    [
      ['resolve', 'x', '--as', 'ana', '--action', 'perhaps', '--resolution', 'r'],
      'Allowed choices are continue',
    ],
    [['resolve', 'x', '--as', 'ana', '--action', 'abort'], '--resolution'],
    [['reassign', 'x', '--as', 'ana'], '--to'],
    [['escalate', 'x', '--reason', 'r'], '--level'],
    [['escalate', 'x', '--level', 'boss', '--reason', 'r'], 'Allowed choices are human_review'],
    [['run', 'strt'], 'Did you mean start?'],
    [['run', 'report', 'x'], '--context'],
    [['run', 'report', 'x', '--context', '[1]'], 'must be a JSON object'],
    [['run', 'finish', 'x', '--output-json', '{'], '--output-json is not JSON'],
    [['run', 'cancel', 'x'], 'HITL_USER'],
    [['dev', '--port', '70000'], 'whole number'],
    [['completion', 'tcsh'], 'Allowed choices are bash'],
    [['list', '--tls-cert-path', 'a'], 'must be given together'],
    [['list', '--tls-ca-path', '/no/such/file'], 'cannot be read'],
    [['list', '--profile', 'no-such-profile'], 'no-such-profile'],
  ])('%j', async (argv, message) => {
    const text = await cli(argv);
    expect([text.code, text.stdout]).toEqual([2, '']);
    expect(text.stderr).toContain(message);
    if (argv.includes('-o')) return;
    const { code, json } = await cli([...argv, '-o', 'json']);
    expect(code).toBe(2);
    expect(json).toEqual({
      error: {
        name: expect.any(String),
        message: expect.stringContaining(message),
        help: expect.stringContaining('/docs/reference/errors.md#'),
      },
    });
  });
});

test('an error names its heading in the documentation, in the folder of the package', async () => {
  const { stderr } = await cli(['reject', 'x', '--as', 'ana']);
  const [, path = '', heading] = /^See (\/.+)#(\w+)$/m.exec(stderr) ?? [];
  expect(heading).toBe('usageerror');
  expect(readFileSync(path, 'utf8')).toContain('\n### UsageError\n');
});

test('`hitl run` alone says which verbs there are', async () => {
  const { code, stdout, stderr } = await cli(['run']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^ {2}report /m);
});

describe('--context', () => {
  const request = (value: string, stdin = '') =>
    cli(['request', '--action', 'a', '--context', value, ...NOWHERE, '-o', 'jsonl'], {
      stdin: async () => stdin,
    });
  const file = (content: string) => {
    const path = join(folder, 'context.json');
    writeFileSync(path, content);
    return `@${path}`;
  };
  test.each([
    ['{amount: 1}', '', '--context is not JSON'],
    ['', '', 'it is empty'],
    ['[1]', '', 'is an array'],
    ['null', '', 'is null'],
    ['"text"', '', 'is a string'],
    ['{"amount": 9007199254740993}', '', '--context: amount is an integer beyond'],
    ['-', '{"a": [1e400]}', 'standard input: a[0] is a number that is too large'],
    ['{"a": 1, "a": 2}', '', 'a appears twice in one object: send each key once'],
    ['-', 'nonsense', 'standard input is not JSON'],
    ['-', '', 'it is empty'],
    ['@/no/such/file.json', '', 'cannot be read'],
  ])('%j with %j on stdin', async (value, stdin, message) => {
    const { code, json } = await request(value, stdin);
    expect([code, json.error.name]).toEqual([2, 'UsageError']);
    expect(json.error.message).toContain(message);
  });
  test('a malformed file is named', async () => {
    expect((await request(file('{'))).json.error.message).toContain('context.json is not JSON');
  });
  test('with a well-formed value the command reaches Temporal', async () => {
    const ran = [request('{"a": 1}'), request('-', '{"a": 1}'), request(file('\uFEFF{"a": 1}'))];
    for (const { code, json } of await Promise.all(ran))
      expect([code, json.error.name]).toEqual([1, 'TemporalUnreachable']);
  });
});

test('Temporal that does not answer is failure 1, and says where it was looked for', async () => {
  const { code, stdout, stderr } = await cli(['list', ...NOWHERE]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/does not answer at 127\.0\.0\.1:1 \(from --address/);
  const quick = await cli(['list', ...NOWHERE, '--command-timeout', '100ms']);
  expect(quick).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no answer within 100ms|does not answer/),
  });
});

test('a HITL_CONNECT_TIMEOUT without a unit is 2, and named', async () => {
  const before = process.env.HITL_CONNECT_TIMEOUT;
  process.env.HITL_CONNECT_TIMEOUT = '5';
  const { code, stderr } = await cli(['list', ...NOWHERE]);
  process.env.HITL_CONNECT_TIMEOUT = before;
  expect([code, stderr]).toEqual([2, expect.stringContaining('HITL_CONNECT_TIMEOUT')]);
});

test('a config that is not valid is 2, and names the paths', async () => {
  const config = join(folder, 'temporal.config.json');
  writeFileSync(config, '{"policies": [{"name": "p", "approvers": []}]}');
  const { code, json } = await cli(['worker', '--config', config, ...NOWHERE, '-o', 'json']);
  expect([code, json.error.name]).toEqual([2, 'ConfigError']);
  expect(json.error.message).toContain('policies[0].approvers');
});

describe('completion', () => {
  test('of bash is valid, and knows verbs, flags, choices and ids', async () => {
    const { code, stdout, stderr } = await cli(['completion', 'bash']);
    expect([code, stderr]).toEqual([0, '']);
    execFileSync('bash', ['-n'], { input: stdout });
    const complete = (...words: string[]) => {
      const ids = `hitl() { printf '%s\\n' '{"id":"request-1","kind":"approval"}' '{"id":"$(touch x)"}'; }`;
      const set = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
      const script = `${stdout}\n${ids}\n${set}\n_hitl\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean);
    };
    expect(complete('hitl', 'ap')).toEqual(['approve']);
    expect(complete('hitl', 'approve', '')).toEqual(['request-1']);
    expect(complete('hitl', 'approve', 'request-1', '--no')).toEqual(['--notes']);
    expect(complete('hitl', 'list', '--status', 'p')).toEqual(['pending']);
    expect(complete('hitl', 'list', '--action', '')).toEqual([]);
    expect(complete('hitl', 'completion', 'z')).toEqual(['zsh']);
    expect(complete('hitl', 'list', '-o', 'j')).toEqual(['json', 'jsonl']);
    expect(complete('hitl', 'ack', '')).toEqual(['request-1']);
    expect(complete('hitl', 'run', 're')).toEqual(['report']);
    expect(complete('hitl', 'run', 'wait', '')).toEqual(['request-1']);
    expect(complete('hitl', 'run', 'report', 'r', '--esc')).toEqual(['--escalate']);
    expect(complete('hitl', 'run', 'start', '--input', '')).toEqual([]);
    expect(complete('hitl', 'run', 'start', 'a', '--time')).toEqual(['--timeout']);
    expect(complete('hitl', 'request', '--time')).toEqual(['--timeout']);
    expect(complete('hitl', 'resolve', 'x', '--action', 'm')).toEqual(['modify']);
  });
  test.each(['zsh', 'fish'])('of %s names every verb and flag', async (shell) => {
    const { stdout } = await cli(['completion', shell]);
    const ids = ['hitl list -o jsonl', 'list -o jsonl --kind escalation', 'list -o jsonl --kind run'];
    for (const word of ['approve', 'doctor', 'decision-id', 'tls-ca-path', 'resolve', 'report-id', ...ids])
      expect(stdout).toContain(word);
  });
  test('as JSON', async () => {
    expect((await cli(['completion', 'fish', '-o', 'json'])).json).toEqual({
      shell: 'fish',
      script: expect.any(String),
    });
  });
});
