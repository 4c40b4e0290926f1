import assert from 'node:assert/strict';
import type { Child } from 'hono/jsx';
import { applyPatch } from 'rfc6902';
import { countKinds } from '../../activities/triggers/sensitive-data/kinds';
import { mergePatch } from '../../admin/cli/merge-patch';
import { highlightedLines } from '../../admin/inbox/parts/content/highlight';
import { SENSITIVE_DATA_KINDS } from '../../contract/config/trigger';
import { DurationSchema, toMilliseconds } from '../../contract/duration';
import { EvidenceListSchema } from '../../contract/evidence';
import { JsonPointerSchema, pointerKeys, valueAtPointer } from '../../contract/json-pointer';
import { RequestContentSchema } from '../../contract/request';
import { type FormAnswer, FormAnswerSchema, ResponseFormSchema } from '../../contract/response-form';
import { NamePatternSchema } from '../../contract/search-pattern';
import { fromSearchValue, toSearchValue } from '../../contract/search-value';
import { NameSchema } from '../../contract/text';
import { USED } from '../../contract/workflow-schemas';
import { matchesAny } from '../../rules/glob';
import { childId, reservedIdProblem } from '../../rules/ids';
import { escapeFor } from '../../rules/notifications/escape-for';
import { describe } from '../../rules/presentation/content';
import { diffLines } from '../../rules/presentation/diff-lines';
import { exactJson } from '../../rules/presentation/exact-json';
import { contentLines, PLAIN } from '../../rules/presentation/lines';
import { linesOf, textForm } from '../../rules/presentation/text-form';
import { jsonPatch } from '../../rules/requests/json-patch';
import { answerProblem, formProblem } from '../../rules/requests/response-form';
import { wordsOf } from '../../rules/requests/search-words';
import { parseJsonStrictly } from '../../rules/strict-json';
import { barred, escapeMarkdown, exactLine, fenced, shellQuote, visibleLine } from '../../rules/text';
import { readMessage } from '../../workflows/core/raw-message';
import { FORM } from './example-form';
import { assertSameJson, assertVisible, jsonIn, onlyThrows, sorted } from './oracles';
import type { Target } from './search';
/*
 * Parsers of what agents write: contexts, evidence, forms and messages.
 */

const CONTENT = JSON.stringify({
  action: 'pay',
  resource: 'account/42',
  context: { amount: 1.5, items: [{ id: 'a', price: 1 }], note: 'a\nb', when: '2026-01-01T00:00:00Z' },
  evidence: [
    { kind: 'text', title: 'Why', content: 'because' },
    { kind: 'link', title: 'Where', content: 'https://example.com/a' },
    { kind: 'image', title: 'How', content: 'iVBORw0KGgo=' },
  ],
  requesterId: 'agent',
});
const MESSAGES = USED.map(([, example]) => JSON.stringify(example));

const TEXTS = [
  'plain words',
  'Subject: hello\nTo: a@example.com\n\nbody',
  '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-old\n+new\n same\n',
  "select * from accounts where id = 'x'; -- drop",
  'name: x\nitems:\n  - a: 1\n',
  '#!/bin/sh\nrm -rf "$HOME"',
  '<p class="x">hi</p><script>alert(1)</script>',
  '{"a": [1, 2, {"b": null}]}',
  'https://user@example.com/a?b#c',
  'DE89370400440532013000 and 4111 1111 1111 1111, call +49 30 123456, sk_live_abcdefghijklmnop',
];

export const OF_AGENTS: readonly Target[] = [
  {
    name: 'strict-json',
    corpus: ['{"a":{"b":[1,-0.5,1e3,"\\u202e"]},"c":null}', '{"a":1,"a":2}', '12345678901234567890'],
    run(text) {
      const read = parseJsonStrictly(text, 'context');
      if (!read.ok) return;
      assertSameJson(read.value, JSON.parse(text));
      const shown = exactJson(read.value);
      assertVisible(shown);
      assertSameJson(JSON.parse(shown), read.value);
    },
  },
  {
    name: 'messages',
    corpus: MESSAGES,
    run(text) {
      for (const encoding of ['json/plain', 'binary/plain', 'binary/encrypted', 'json/protobuf']) {
        const payload = { metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(text) };
        for (const [schema] of USED) {
          const read = readMessage(schema, [{ payload } as never]);
          if (!read.ok) assert(read.problem.isWellFormed(), 'the refusal has half of a character');
          else assertSameJson(schema.parse(read.message), read.message);
        }
      }
    },
  },
  {
    name: 'request-content',
    corpus: [CONTENT],
    run(text) {
      const read = parseJsonStrictly(text);
      if (!read.ok) return;
      const { data } = onlyThrows([RangeError], () => RequestContentSchema.safeParse(read.value)) ?? {};
      const given = read.value as Partial<typeof data>;
      if (data !== undefined) assertSameJson(sorted(data.context), sorted(given?.context ?? {}));
      if (data !== undefined)
        for (const line of contentLines(describe(data.context), PLAIN)) assertVisible(line);
    },
  },
  {
    name: 'evidence',
    corpus: [JSON.stringify((JSON.parse(CONTENT) as { evidence: unknown }).evidence)],
    run(text) {
      const value = jsonIn(text);
      const { data } = onlyThrows([RangeError], () => EvidenceListSchema.safeParse(value)) ?? {};
      if (data === undefined) return;
      assertSameJson(sorted(data), sorted(value));
      for (const { kind, content } of data)
        if (kind === 'link') assert.equal(new URL(content).protocol, 'https:');
    },
  },
  {
    name: 'presented-json',
    corpus: [CONTENT, FORM, '[{"a":1,"b":2},{"a":3,"b":4}]', '{"from":"a","subject":"b","body":"c"}'],
    run(text) {
      const value = jsonIn(text);
      if (value === undefined || depthOf(text) > 500) return;
      for (const width of [40, Infinity])
        for (const line of contentLines(describe(value), { ...PLAIN, width })) assertVisible(line);
    },
  },
  {
    name: 'presented-text',
    corpus: TEXTS,
    run(text) {
      for (const key of ['', 'query', 'command', 'manifest', 'AAAAccountId']) textForm(text, key);
      assertVisible(contentLines(describe({ [text]: text }), PLAIN).join('\n'));
      assert.equal(
        diffLines(linesOf(text))
          .map(({ text: line }) => line)
          .join('\n'),
        linesOf(text).join('\n'),
      );
    },
  },
  {
    name: 'highlight',
    corpus: TEXTS,
    run(text) {
      for (const language of ['sql', 'json', 'shell', 'yaml', 'html'] as const) {
        const lines = highlightedLines(text, language);
        assert.equal(lines.map(textOfHtml).join('\n'), text, 'the markup changes the text');
      }
    },
  },
  {
    name: 'escapes',
    corpus: [
      ...TEXTS,
      '`` ` ```',
      "it's $(x)",
      ' spaces ',
      '<!channel> *b* {{DATE(1)}} ${x} =?utf-8?B?eA==?=',
    ],
    run(text) {
      const single = [visibleLine(text), exactLine(text), shellQuote(text), escapeMarkdown(text)];
      for (const shown of [...single, ...barred(text), fenced(text)]) assertVisible(shown);
      for (const line of single) assert(!/[\n\t]/.test(line), 'the line has a line break');
      assert(!/[<>]/.test(escapeMarkdown(text)), 'HTML is not escaped');
      assert(!/[<>]/.test(escapeFor('mrkdwn', text)), 'a mention is not escaped');
      assert(!escapeFor('card', text).includes('{{'), 'a function of a card is not escaped');
      assert(!escapeFor('header', text).includes('=?'), 'an encoded word is not escaped');
      const inner = fenced(text).split('\n').slice(1, -1);
      const fence = fenced(text).split('\n')[0] ?? '';
      assert(
        inner.every((line) => !line.includes(fence)),
        'the text closes its code block',
      );
    },
  },
  {
    name: 'response-form',
    corpus: [FORM, '{"properties":{"a":{"type":"string","pattern":"(a+)+b"}}}'],
    run(text) {
      const { data } = ResponseFormSchema.safeParse(jsonIn(text));
      if (data === undefined || formProblem(data) !== undefined) return;
      const answers: FormAnswer[] = [{}, { amount: 3 }, { a: 'a'.repeat(500), why: 'b' }];
      for (const answer of answers) answerProblem(data, answer);
    },
  },
  {
    name: 'form-answer',
    corpus: ['{"amount":3,"why":"a@example.com","which":["x"],"sure":true}', '{"when":"now"}'],
    run(text) {
      const value = jsonIn(text);
      const { data } = FormAnswerSchema.safeParse(value);
      if (data === undefined) return;
      assertSameJson(sorted(data), sorted(value));
      answerProblem(ResponseFormSchema.parse(JSON.parse(FORM)), data);
    },
  },
  {
    name: 'json-pointer',
    corpus: ['/amount', '/items/0/price', '/a~1b/~0', '/__proto__/x', '/items/length'],
    run(text) {
      const { data } = JsonPointerSchema.safeParse(text);
      if (data === undefined) return;
      const again = pointerKeys(data).map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
      assert.equal(again.join(''), data);
      const found = valueAtPointer({ items: [{ price: 1 }], 'a/b': { '~': 2 } }, data);
      assert(found === undefined || ['number', 'object'].includes(typeof found), 'it leaves the document');
    },
  },
  {
    name: 'json-patch',
    corpus: ['{"a":1,"b":[1,2]}\n{"a":2,"b":[1]}', '{"a/b":{"~":1}}\n{"__proto__":{"x":1}}'],
    run(text) {
      const [before, after] = text.split('\n').map(jsonIn);
      if (before === undefined || after === undefined || depthOf(text) > 500) return;
      const patch = jsonPatch(before, after);
      assertSameJson(mergePatch(after, before), JSON.parse(JSON.stringify(mergePatch(after, before))));
      // The other implementation refuses to set this key.
      if (text.includes('proto')) return;
      const document = { root: before };
      applyPatch(
        document,
        patch.map((each) => ({ ...each, path: `/root${each.path}` })),
      );
      assertSameJson(sorted(document.root), sorted(after));
    },
  },
  {
    name: 'durations-and-patterns',
    corpus: ['15m', '3 days', '0.5h', 'pay*', 'a%20"b\\', "it's", '*', 'pay/**'],
    run(text) {
      const duration = DurationSchema.safeParse(text).data;
      if (duration !== undefined) assert(toMilliseconds(duration) > 0);
      NamePatternSchema.safeParse(text);
      assert.equal(fromSearchValue(toSearchValue(text)), text, 'the search value is another name');
      matchesAny([text.slice(0, 1_000)], text.slice(0, 200));
      wordsOf(text);
      const id = NameSchema.safeParse(text).data;
      if (id !== undefined) assert(Buffer.byteLength(childId(id, 'use')) <= 200);
      reservedIdProblem(text);
    },
  },
  {
    name: 'sensitive-data',
    corpus: TEXTS,
    run(text) {
      for (const { count } of countKinds(text, SENSITIVE_DATA_KINDS)) assert(count > 0);
    },
  },
];

/** Deeper values are refused before these functions get them. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of text) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}

/** The text that a browser shows for a coloured line. Only `span`s may be markup. */
function textOfHtml(line: Child): string {
  if (typeof line === 'string') return line;
  // Coloured lines are `String` objects.
  const html = (line as unknown as string).toString();
  const text = html.replace(/<span class="[\w .-]+">|<\/span>/g, '');
  assert(!/[<>]/.test(text), 'there is other markup');
  const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#x27': "'", '#39': "'" };
  return text.replace(/&(lt|gt|amp|quot|#x27|#39);/g, (_, name: string) => named[name] ?? '');
}
