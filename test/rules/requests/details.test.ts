import { describeRequest, requestDetails, requestSummary } from '../../../rules/requests/details';
import { escapeMarkdown, fenced, visible } from '../../../rules/text';
import { after, begun, reject } from '../../support/requests';

const content = {
  action: 'transfer_funds',
  resource: 'acc-1',
  context: { amount: 1 },
  requesterId: 'user-1',
};
const bytes = (text: string) => Buffer.byteLength(text);

describe('visible', () => {
  test.each([
    ['pay\u202Eevil', 'pay⟨U+202E⟩evil'],
    ['a\u200Bb\uFEFFc\u00ADd', 'a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+00AD⟩d'],
    ['\u0007\u001B[31m\r\u0000', '⟨U+0007⟩⟨U+001B⟩[31m⟨U+000D⟩⟨U+0000⟩'],
    ['\u{E0041}\u3164\u2800\u2028', '⟨U+E0041⟩⟨U+3164⟩⟨U+2800⟩⟨U+2028⟩'],
    ['\uD800', '⟨U+D800⟩'],
    ['line\n\ttab ä 漢 ❤️', 'line\n\ttab ä 漢 ❤️'],
    ['a\uFE0F', 'a⟨U+FE0F⟩'],
  ])('%j', (text, shown) => expect(visible(text)).toBe(shown));
});

test('Markdown and HTML are shown, not rendered', () => {
  expect(escapeMarkdown('![x](http://e) <b> *a* _b_ `c` # d | e\n- f')).toBe(
    '\\!\\[x\\]\\(http://e\\) &lt;b&gt; \\*a\\* \\_b\\_ \\`c\\` \\# d \\| e ⏎ - f',
  );
  expect(escapeMarkdown('- a')).toBe('\\- a');
  expect(escapeMarkdown('1. a')).toBe('1\\. a');
});

test('a fence is longer than any run of backticks in it', () => {
  expect(fenced('a ```` b', 'json')).toBe('`````json\na ```` b\n`````');
});

describe('summary', () => {
  test('one line', () => expect(requestSummary(content)).toBe('transfer_funds on acc-1, for user-1'));
  test('without a resource', () =>
    expect(requestSummary({ ...content, resource: undefined })).toBe('transfer_funds, for user-1'));
  test('stays under 200 bytes', () => {
    const long = '漢'.repeat(66);
    expect(
      bytes(requestSummary({ ...content, action: long, resource: long, requesterId: long })),
    ).toBeLessThan(200);
  });
});

describe('details', () => {
  test('show the request', () => {
    const text = requestDetails({ ...content, description: 'Pay *now*\n# Approve', runId: 'run-1' });
    expect(text).toBe(
      '**transfer\\_funds** on **acc-1**\n\n> Pay \\*now\\*  \n> \\# Approve  \n\n- Requested by user-1\n- On behalf of run run-1\n\n```json\n{\n  "amount": 1\n}\n```',
    );
  });

  test.each([
    ['a large context', { context: { big: 'x'.repeat(200_000) } }],
    ['one of backticks', { context: { big: '`'.repeat(100_000) } }],
    ['one of invisible characters', { context: { big: '\u202E'.repeat(60_000) } }],
    [
      'a description of invisible characters',
      { description: '\u202E'.repeat(1_300), context: { a: 'y'.repeat(20_000) } },
    ],
    ['a description of Markdown', { description: '*\n'.repeat(2_000) }],
  ])('stay under 16 KB: %s', (_, more) => {
    const text = requestDetails({ ...content, ...more });
    expect(bytes(text)).toBeLessThanOrEqual(16 * 1024);
    if ('context' in more) expect(text).toContain("in the workflow's input");
  });
});

describe('what an approval must carry', () => {
  const wholly = () => begun([{ approvers: ['finance'], mustReadAll: true }]);

  test('the hash of the content, where everything must be read', () => {
    expect(describeRequest(wholly())).toContain(
      '`{ "decision": "approve", "decidedBy": "…", "expected": { "contentHash": "shown" } }`',
    );
    expect(describeRequest(begun([{ approvers: ['finance'] }]))).not.toContain('contentHash');
  });

  test('nothing after the end', () => {
    const ended = after(wholly(), reject('ana'));
    expect(describeRequest(ended)).not.toContain('contentHash');
  });
});
