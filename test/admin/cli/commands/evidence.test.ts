import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RICHER } from '../../../support/richer-policies';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cli, cliAt } from '../run-cli';

/*
 * Rationale, evidence and response form of a request (design rules 24 and 25): `hitl request` and `hitl show`.
 */

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
let folder: string;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
  folder = mkdtempSync(join(tmpdir(), 'hitl-evidence-'));
});
afterAll(async () => {
  await temporal?.stop();
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return `@${join(folder, name)}`;
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const FORM = { properties: { size: { type: 'integer', minimum: 1, default: 2, title: 'How many' } } };

test('evidence of every kind is sent as it is, and shown', () =>
  temporal.withWorker(async () => {
    const evidence = [
      `text=${file('note.txt', 'one\n\u202Etwo\n')}`,
      `diff:Change of\u202Econfig=${file('x.diff', '-old\n+new\n')}`,
      'json:Limits={"daily": 0.1}',
      `table=${file('rows.json', '[{"id": 1, "sum": 20000}, {"id": 2, "sum": 3}]')}`,
      `image=${file('chart.png', PNG)}`,
      'link=https://ci.example/42',
    ].flatMap((each) => ['--evidence', each]);
    const made = await hitl.json([
      ...['request', '--action', 'pay', '--requester', 'agent', '--rationale', 'because\n\u202Eof this'],
      ...evidence,
      ...['--response', file('form.json', JSON.stringify(FORM))],
    ]);
    expect(made.code).toBe(0);
    const { id } = made.json as { id: string };
    await eventually(async () => (await temporal.manager.getRequest(id)).plan !== undefined);
    const { json } = await hitl.json(['show', id]);
    expect(json).toMatchObject({
      rationale: 'because\n\u202Eof this',
      response: FORM,
      evidence: [
        { kind: 'text', title: 'note.txt', content: 'one\n\u202Etwo\n' },
        { kind: 'diff', title: 'Change of\u202Econfig', content: '-old\n+new\n' },
        { kind: 'json', title: 'Limits', content: { daily: 0.1 } },
        {
          kind: 'table',
          title: 'rows.json',
          content: [
            { id: 1, sum: 20_000 },
            { id: 2, sum: 3 },
          ],
        },
        { kind: 'image', title: 'chart.png', content: PNG.toString('base64') },
        { kind: 'link', title: 'ci.example', content: 'https://ci.example/42' },
      ],
    });
    const { stdout } = await hitl.text(['show', id]);
    for (const part of [
      "\nthe agent's own explanation, which nobody has checked\n  │ because\n  │ ⟨U+202E⟩of this\n",
      '\nevidence 1 of 6: note.txt (text)\n',
      '⟨U+202E⟩two',
      '\nevidence 2 of 6: Change of⟨U+202E⟩config (diff)\n',
      '-old\n',
      '\nevidence 3 of 6: Limits (json)\n  │ Daily  0.1\n',
      '\nevidence 4 of 6: rows.json (table, 2 rows)\n  │ ID  Sum\n  │ 1   20,000 (20000)\n  │ 2   3\n',
      `\nevidence 5 of 6: chart.png (image)\n  image/png, ${PNG.length} bytes: the inbox shows it\n`,
      '\nevidence 6 of 6: ci.example (link)\n  https://ci.example/42 (host: ci.example)\n',
      '\nresponse form, answered with --answer\n  size: whole number, at least 1, default 2\n    How many\n',
      `\nedit          hitl edit ${id} --as ana ${temporal.at}\n`,
      `\nrespond       hitl respond ${id} --as ana --text 'your answer' ${temporal.at}\n`,
    ])
      expect(stdout).toContain(part);
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(stdout.indexOf("the agent's own explanation")).toBeGreaterThan(stdout.indexOf('arguments'));
  }, RICHER));

test('a request without any of it is shown as before', () =>
  temporal.withWorker(async () => {
    const { id } = await temporal.manager.requestApproval({ action: 'deploy', requesterId: 'agent' });
    await eventually(async () => (await temporal.manager.getRequest(id)).plan !== undefined);
    const { stdout } = await hitl.text(['show', id]);
    expect(stdout).not.toMatch(/evidence|explanation|response form|edit|respond|comments|answer/);
  }, RICHER));

test('a missing required evidence cancels the request: EvidenceMissing, 7', () =>
  temporal.withWorker(
    async () => {
      const ran = await hitl.json(['request', '--action', 'pay', '--wait', '--timeout', '20s']);
      expect(ran).toMatchObject({
        code: 7,
        json: { status: 'cancelled', end: { error: { name: 'EvidenceMissing' } } },
      });
      expect(ran.json.end.error.message).toContain('rationale, diff');
    },
    { policies: [{ name: 'p', approvers: ['ana'], requireEvidence: ['rationale', 'diff'] }] },
  ));

test.each<[flags: () => string[], message: string]>([
  [() => ['--evidence', 'chart=@x'], '--evidence chart=@x must be KIND=VALUE or KIND:TITLE=VALUE'],
  [() => ['--evidence', 'nothing'], 'KIND is text, diff, table, json, image, link'],
  [() => ['--evidence', 'diff=@/nowhere'], '--evidence diff @/nowhere cannot be read'],
  [() => ['--evidence', 'text:Empty='], '--evidence text:Empty: content: must not be empty'],
  [() => ['--evidence', 'json={"n": 9007199254740993}'], '--evidence json: n is an integer beyond'],
  [() => ['--evidence', 'table={"a": 1}'], '--evidence table: content: '],
  [() => ['--evidence', 'image=xyz'], '--evidence image must be a file'],
  [() => ['--evidence', 'image=@/nowhere.png'], '--evidence image: @/nowhere.png cannot be read'],
  [
    () => ['--evidence', `image=${file('page.png', '<html>')}`],
    '--evidence image: content: is not a PNG, JPEG or WebP image',
  ],
  [
    () => ['--evidence', `image=${file('large.png', Buffer.concat([PNG, Buffer.alloc(270_000)]))}`],
    '--evidence image: content: is an image of more than 256 KB',
  ],
  [
    () => ['--evidence', 'link=http://ci.example'],
    '--evidence link: content: must be a link that begins with https://',
  ],
  [() => ['--evidence', 'link=https://a:b@ci.example'], 'must not contain a user name or a password'],
  [
    () => [1, 2].flatMap((each) => ['--evidence', `text=${file(`${each}.txt`, 'x'.repeat(300_000))}`]),
    '--evidence: is larger than 512 KB',
  ],
  [() => ['--rationale', 'x'.repeat(5000)], '--rationale: '],
  [() => ['--response', '{"properties": {}}'], '--response: properties: must have at least one field'],
  [
    () => ['--response', '{"properties": {"a": {"type": "string", "pattern": "(?=x)"}}}'],
    '--response: properties.a.pattern: is not a regular expression in the syntax of RE2',
  ],
])('flags %#: an error names the flag: %s', async (flags, message) => {
  const { code, stderr } = await cli(['request', '--action', 'pay', '--requester', 'agent', ...flags()]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
