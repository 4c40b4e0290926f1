import type { ConfigInput } from '../contract/config/config';
import { adminOn, type Ask } from './support/admin-app';
import { codeOf, fencesIn } from './support/docs-code';
import { shellCommands } from './support/shell';
import { eventually, startTemporal, type TemporalForTests } from './support/temporal';

/** The config that the answers of the page come from. */
const CONFIG: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'], operators: ['olga'] },
  policies: [
    {
      name: 'refunds',
      actions: ['refund'],
      approvers: ['finance-team'],
      decisions: ['approve', 'reject', 'edit', 'respond'],
      editable: ['/amount'],
    },
  ],
  fallback: { approvers: ['finance-team'] },
  triggers: [{ name: 'unsure', type: 'confidence_low', threshold: 0.5, level: 'human_review' }],
  levels: { human_review: { assignees: ['finance-team'] } },
};

interface Call {
  where: string;
  path: string;
  body: string;
  headers: Record<string, string>;
  status: number | undefined;
  /** What the page prints. A text that ends in `…` and an object that ends in `…` go on. */
  answer: object;
}

/** The calls of docs/reference/http-api.md whose answer the page shows. */
function callsWithAnswer(): Call[] {
  const page = 'docs/reference/http-api.md';
  return fencesIn(page).flatMap((fence) =>
    codeOf(fence)
      .split(/^(?=api )/m)
      .flatMap((text) => {
        const [, status, printed] = /^# (?:(\d{3}) )?(\{.*\})/m.exec(text) ?? [];
        const [command] = shellCommands(text);
        if (printed === undefined || command === undefined) return [];
        const { words } = command;
        const after = (flag: string) => words[words.indexOf(flag) + 1] ?? '';
        const [name = '', value = ''] = words.includes('-H') ? after('-H').split(': ') : [];
        return [
          {
            where: `${page}:${fence.number}: ${words[1]}`,
            path: (words[1] ?? '').replace('$ADMIN', ''),
            body: after('-d'),
            headers: name === '' ? {} : { [name]: value },
            status: status === undefined ? undefined : Number(status),
            answer: JSON.parse(printed.replace(', …}', '}'), continued) as object,
          },
        ];
      }),
  );
}

const continued = (_: string, value: unknown): unknown =>
  typeof value === 'string' && value.endsWith('…')
    ? expect.stringMatching(new RegExp(`^${value.slice(0, -1)}`))
    : value;

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
});
afterAll(() => temporal?.stop());

it('the API answers as docs/reference/http-api.md says', () =>
  temporal.withWorker(async () => {
    const access = {
      request: ['everyone'],
      read: { team: ['everyone'], all: ['operators'] },
      decide: ['everyone'],
    };
    const admin = adminOn(temporal, { config: CONFIG, admin: { signIn: { dev: true }, access } });
    const bot = admin.withKey(['request', 'read']);
    const [ana, olga] = [await admin.as('ana'), await admin.as('olga')];
    const callers: [path: RegExp, caller: Ask][] = [
      [/(?:decisions|comments)$/, ana],
      [/dry-run$/, olga],
      [/./, bot],
    ];
    const calls = callsWithAnswer();
    expect(calls.map(({ path }) => path)).toEqual([
      '/api/requests',
      '/api/requests/invoice-1002/decisions',
      '/api/requests',
      '/api/requests/refund-77/comments',
      '/api/requests/refund-77/decisions',
      '/api/runs/run-42/reports',
      '/api/policies/dry-run',
    ]);
    let contentHash = '';
    for (const { where, path, body, headers, status, answer } of calls) {
      const [, ask] = callers.find(([pattern]) => pattern.test(path)) ?? [];
      const sent = body.replace(/"contentHash": "[^"]*"/, `"contentHash": "${contentHash}"`);
      const got = await ask!('POST', path, sent, headers);
      expect([where, got.body]).toEqual([where, expect.objectContaining(answer)]);
      expect([where, got.status]).toEqual([where, status ?? 200]);
      if (path !== '/api/requests') continue;
      const { id, contentHash: hash } = got.body as { id: string; contentHash: string };
      contentHash = hash;
      expect(await bot('POST', path, body)).toMatchObject({ status: 200, body: { created: false } });
      await eventually(async () => (await bot('GET', `/api/requests/${id}`)).body.plan !== undefined);
    }
  }, CONFIG));
