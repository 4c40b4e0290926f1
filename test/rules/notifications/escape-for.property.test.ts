import assert from 'node:assert/strict';
import fc from 'fast-check';
import { utf8Bytes } from '../../../contract/limits';
import { escapeFor, type Surface } from '../../../rules/notifications/escape-for';
import { hostile } from '../../support/hostile-text';
import { RUNS } from '../../support/stories';

const SURFACES: Surface[] = ['line', 'plain', 'header', 'html', 'mrkdwn', 'card'];
const ONE_LINE = SURFACES.filter((surface) => surface !== 'plain' && surface !== 'html');
/** Nobody sees these, or they change what is seen; the gap that takes the force from markup is ours. */
const unseen = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}]|(?![\n\t])\p{Cc}|\p{Cs}/u;
const withoutGaps = (text: string) => text.replace(/\u200B/g, '');

const always = (name: string, holds: (text: string) => void) =>
  test(name, () => fc.assert(fc.property(hostile, holds), { numRuns: RUNS }));

always('nothing hides on any surface', (text) => {
  for (const surface of SURFACES)
    assert.doesNotMatch(withoutGaps(escapeFor(surface, text)).replace(/\uFE0F/g, ''), unseen, surface);
});

always('a gap is only where the surface needs it, and never one that was written', (text) => {
  for (const surface of ['line', 'plain', 'html'] as const)
    assert.doesNotMatch(escapeFor(surface, text), /\u200B/, surface);
});

always('it is one line but where lines are shown', (text) => {
  for (const surface of ONE_LINE) assert.doesNotMatch(escapeFor(surface, text), /[\r\n\t]/, surface);
});

always('in HTML it is text, in an element and in an attribute', (text) => {
  const shown = escapeFor('html', text);
  assert.doesNotMatch(shown, /[<>"']/);
  assert.doesNotMatch(shown, /&(?!(amp|lt|gt|quot|#39);)/);
});

always('in HTML it still says all that it said', (text) => {
  const read = escapeFor('html', text)
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
  assert.equal(read, escapeFor('plain', text));
});

always('in a header no word is decoded', (text) => {
  assert.doesNotMatch(escapeFor('header', text), /=\?/);
  assert.equal(withoutGaps(escapeFor('header', text)), escapeFor('line', text));
});

always('in Slack it mentions nobody, links nowhere and begins no markup', (text) => {
  const shown = escapeFor('mrkdwn', text);
  assert.doesNotMatch(shown, /[<>]/);
  assert.doesNotMatch(shown, /&(?!(amp|lt|gt);)/);
  assert.doesNotMatch(shown, /(?<!\u200B)[*_~`]|[*_~`](?!\u200B)/);
});

always('in a card nothing is computed from it', (text) => {
  assert.doesNotMatch(escapeFor('card', text), /\{\{|\$\{/);
  assert.equal(withoutGaps(escapeFor('card', text)), escapeFor('line', text));
});

test('what is cut fits, and says that it was cut', () =>
  fc.assert(
    fc.property(hostile, fc.integer({ min: 3, max: 40 }), (text, bytes) => {
      for (const surface of ['line', 'plain'] as const) {
        const shown = escapeFor(surface, text, bytes);
        assert.ok(utf8Bytes(shown) <= bytes, surface);
        const whole = escapeFor(surface, text);
        assert.ok(shown === whole || shown.endsWith('…'), surface);
      }
    }),
    { numRuns: RUNS },
  ));

test('a book of text is cut before it is looked at', () => {
  const begun = Date.now();
  for (const surface of SURFACES) escapeFor(surface, '\u202E<a>=?{{*'.repeat(1_000_000), 1_000);
  expect(Date.now() - begun).toBeLessThan(2_000);
});
