import assert from 'node:assert/strict';
import fc from 'fast-check';
import { htmlPart } from '../../../../activities/channels/email/html';
import { textPart } from '../../../../activities/channels/email/text';
import { escapeFor } from '../../../../rules/notifications/escape-for';
import { hostile } from '../../../support/hostile-text';
import { aMessage } from '../../../support/messages';
import { RUNS } from '../../../support/stories';

const messages = fc
  .record({
    title: hostile,
    text: hostile,
    details: hostile,
    facts: fc.array(fc.record({ label: hostile.map((name) => `Note by ${name}`), value: hostile }), {
      minLength: 1,
      maxLength: 1,
    }),
  })
  .map((more) => aMessage({ ...more, text: `.${more.text}`, details: `.${more.details}` }));
const tagsOf = (html: string) => html.match(/<[^>]*>/g);

test('for any texts of agents the HTML has only our elements and attributes', () => {
  const ours = tagsOf(htmlPart(aMessage()));
  fc.assert(
    fc.property(messages, (message) => assert.deepEqual(tagsOf(htmlPart(message)), ours)),
    { numRuns: RUNS / 10 },
  );
});

test('for any texts of agents the HTML holds each text whole, in elements alone', () => {
  const read = (html: string) =>
    html
      .replace(/<[^>]*>/g, '')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, '&');
  fc.assert(
    fc.property(messages, (message) => {
      const html = htmlPart(message);
      assert.doesNotMatch(html.replace(/<[^>]*>/g, ''), /[<>"']/);
      for (const text of [message.title, message.text ?? '', message.details ?? ''])
        assert.ok(read(html).includes(escapeFor('plain', text)));
    }),
    { numRuns: RUNS / 10 },
  );
});

test('for any texts of agents only lines of the mail itself begin without a bar', () => {
  fc.assert(
    fc.property(messages, (message) => {
      const [, ...lines] = textPart(message).split('\n');
      const ours = lines.filter((line) => line !== '' && !line.startsWith('| '));
      assert.equal(ours.length, 3);
      assert.equal(ours[1], `View and decide: ${message.link}`);
    }),
    { numRuns: RUNS / 10 },
  );
});
