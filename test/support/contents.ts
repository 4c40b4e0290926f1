import type { RequestRecord } from '../../contract/request';

type JsonObject = RequestRecord['context'];

/** Twenty contents of requests that agents really send, and some that they should not. */
export const CONTENTS: Record<string, JsonObject> = {
  small: { amount: 15_000, to: 'Northwind Traders', iban: 'DE89 3704 0044 0532 0130 00', urgent: true },
  nested: nestedOf(8 * 1024),
  sql: {
    database: 'production',
    query:
      "-- remove old orders\nDELETE FROM orders\nWHERE created_at < '2019-01-01'\n-- AND paid = true\n/* not\n   now */\nAND region = 'eu';",
  },
  diff: {
    file: 'src/auth.ts',
    patch:
      '--- a/src/auth.ts\n+++ b/src/auth.ts\n@@ -10,4 +10,4 @@ export function check(user: User) {\n   const token = user.token;\n-  if (!isValid(token)) throw new Forbidden();\n+  // if (!isValid(token)) throw new Forbidden();\n   return user;\n }\n',
  },
  email: {
    to: ['ana@example.org', 'bo@example.org'],
    subject: 'Your invoice INV-7004',
    body: 'Dear Ana,\n\nplease pay 748,650 by Friday.\n\nBest regards\nThe agent',
    attachments: [{ name: 'invoice.pdf', bytes: 48_211 }],
  },
  rows200: { payments: rowsOf(200) },
  rows2000: { payments: rowsOf(2_000) },
  deep: { a: { b: { c: { d: { e: { f: { g: [[[['deepest']]]] } } } } } } },
  longWords: { path: `/srv/${'very-long-folder-name-'.repeat(30)}end`, word: 'x'.repeat(3_000) },
  rightToLeft: { note: 'שלום עולם, זה מסמך', file: 'invoice\u202Egnp.exe', arabic: 'مرحبا بالعالم' },
  cjkAndEmoji: { 名前: '東京都千代田区', note: '👩‍💻 deploys 🚀 to 本番環境', flag: '🇨🇭' },
  html: {
    page: '<!doctype html>\n<p onclick="alert(1)">Hello <b>you</b></p>\n<script>alert(2)</script>\n<img src=x onerror=alert(3)>',
  },
  markdown: {
    text: '# Title\n\n- **bold** [link](https://evil.example)\n- `code`\n\n![picture](https://evil.example/x.png)',
  },
  base64: { data: 'iVBORw0KGgoAAAANSUhEUg'.repeat(400) },
  hugeNumbers: { max: Number.MAX_SAFE_INTEGER, small: 1e-7, half: 0.1, negative: -1_234_567.891, zero: 0 },
  secrets: { apiKey: 'sk_live_51H8xyz', password: 'hunter2', token: 'eyJhbGciOiJIUzI1NiJ9.e30.x' },
  empty: { text: '', list: [], object: {}, spaces: '   ' },
  null: { nothing: null, list: [null, null], rows: [{ a: null }, { a: 1 }] },
  large: { log: logOf(250 * 1024) },
  mixed: {
    summary: 'Restart the cluster',
    when: '2026-12-01T03:00:00+01:00',
    link: 'https://grafana.example@evil.example/d/1?x=1',
    steps: ['drain', { command: 'kubectl delete pod api-0', wait: '5m' }, ['a', 'b'], 7, false],
    manifest: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\n',
    hosts: [
      { name: 'api-1', cpu: 0.93 },
      { name: 'api-2', cpu: 0.12, note: 'spare' },
    ],
    'odd key\u200b/~': 1,
    userId: 'u-1',
    user_id: 'u-2',
  },
};

function rowsOf(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, index) => ({
    invoice: `INV-${7_000 + index}`,
    to: `Vendor ${index % 17}`,
    amount: 100 + index * 374.5,
    paid: index % 3 === 0,
  }));
}

function nestedOf(bytes: number): JsonObject {
  const services: JsonObject = {};
  for (let index = 0; JSON.stringify(services).length < bytes - 200; index++)
    services[`service${index}`] = {
      image: `registry/app:${index}`,
      ports: [80, 443],
      env: { LEVEL: 'info', REGION: 'eu' },
    };
  return { services };
}

function logOf(bytes: number): string {
  const lines: string[] = [];
  for (let size = 0; size < bytes; size += 60)
    lines.push(`${lines.length} INFO  worker took the job ${size} in a moment`);
  return lines.join('\n').slice(0, bytes);
}
