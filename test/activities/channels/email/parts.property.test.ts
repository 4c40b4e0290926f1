import assert from 'node:assert/strict';
import fc from 'fast-check';
import { htmlPart } from '../../../../activities/channels/email/html';
import { textPart } from '../../../../activities/channels/email/text';
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

test('whatever agents write, the HTML has our elements and our attributes alone', () => {
  const ours = tagsOf(htmlPart(aMessage()));
  fc.assert(
    fc.property(messages, (message) => assert.deepEqual(tagsOf(htmlPart(message)), ours)),
    { numRuns: RUNS / 10 },
  );
});

test('whatever agents write, only the mail itself begins a line of text with anything but a bar', () => {
  fc.assert(
    fc.property(messages, (message) => {
      const [, ...lines] = textPart(message).split('\n');
      const ours = lines.filter((line) => line !== '' && !line.startsWith('| '));
      assert.equal(ours.length, 3);
      assert.equal(ours[1], `See it and decide: ${message.link}`);
    }),
    { numRuns: RUNS / 10 },
  );
});
