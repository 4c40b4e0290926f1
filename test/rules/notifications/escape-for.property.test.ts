import assert from 'node:assert/strict';
import fc from 'fast-check';
import { utf8Bytes } from '../../../contract/limits';
import { escapeFor, type Surface } from '../../../rules/notifications/escape-for';
import { hostile } from '../../support/hostile-text';
import { RUNS } from '../../support/stories';

const SURFACES: Surface[] = ['line', 'plain', 'header', 'mrkdwn', 'card'];
const ONE_LINE = SURFACES.filter((surface) => surface !== 'plain');
/** Invisible characters, and characters that change what is seen. The zero-width gap comes from our own escaping. */
const unseen = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}]|(?![\n\t])\p{Cc}|\p{Cs}/u;
const withoutGaps = (text: string) => text.replace(/\u200B/g, '');

const always = (name: string, holds: (text: string) => void) =>
  test(name, () => fc.assert(fc.property(hostile, holds), { numRuns: RUNS }));

always('nothing is hidden on any surface', (text) => {
  for (const surface of SURFACES)
    assert.doesNotMatch(withoutGaps(escapeFor(surface, text)).replace(/\uFE0F/g, ''), unseen, surface);
});

always('zero-width gaps come only from our escaping', (text) => {
  for (const surface of ['line', 'plain'] as const)
    assert.doesNotMatch(escapeFor(surface, text), /\u200B/, surface);
});

always('it is one line on surfaces with one line', (text) => {
  for (const surface of ONE_LINE) assert.doesNotMatch(escapeFor(surface, text), /[\r\n\t]/, surface);
});

always('in a header no word is decoded', (text) => {
  assert.doesNotMatch(escapeFor('header', text), /=\?/);
  assert.equal(withoutGaps(escapeFor('header', text)), escapeFor('line', text));
});

always('in Slack it contains no mentions, links or markup', (text) => {
  const shown = escapeFor('mrkdwn', text);
  assert.doesNotMatch(shown, /[<>]/);
  assert.doesNotMatch(shown, /&(?!(amp|lt|gt);)/);
  assert.doesNotMatch(shown, /(?<!\u200B)[*_~`]|[*_~`](?!\u200B)/);
});

always('in a card it contains no template expressions', (text) => {
  assert.doesNotMatch(escapeFor('card', text), /\{\{|\$\{/);
  assert.equal(withoutGaps(escapeFor('card', text)), escapeFor('line', text));
});

test('a cut text fits and ends with an ellipsis', () =>
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

test('a huge text is shown like its beginning', () => {
  const text = '\u202E<a>=?{{*'.repeat(1_000_000);
  for (const surface of SURFACES)
    assert.equal(escapeFor(surface, text, 1_000), escapeFor(surface, text.slice(0, 2_000), 1_000), surface);
});
