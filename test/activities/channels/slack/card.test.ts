import type { Message } from '../../../../activities/channels/channel';
import { cardOf } from '../../../../activities/channels/slack/card';
import { defined } from '../../../../contract/defined';
import type { Severity } from '../../../../contract/names';
import type { RequestContent } from '../../../../contract/request';
import { problemsOfBlocks } from '../../../support/block-kit';
import { aMessage } from '../../../support/messages';
import { begun } from '../../../support/requests';
import { buttonsOf, type SlackMessage, textOf } from '../../../support/slack-stand-in';

describe('the card of a request whose policy demands that everything is read', () => {
  const record = begun([{ approvers: ['finance'], mustReadAll: true }]);
  const labels = (details: string, more: Partial<Message> = {}) => {
    const { blocks } = cardOf(aMessage({ details, about: { kind: 'request', record }, ...more }), true);
    return buttonsOf({ blocks } as SlackMessage).map(({ label }) => label);
  };

  it('has buttons if the card shows everything', () => {
    expect(labels('Amount  7')).toEqual(['Approve', 'Reject', 'Open the page']);
  });

  it('leads to the page if the card leaves something out', () => {
    expect(labels('line\n'.repeat(2_000))).toEqual(['Open the page']);
  });

  it('leads to the page if a template of the config has taken something out', () => {
    expect(labels('Amount  7', { lacksContent: true })).toEqual(['Open the page']);
  });
});

describe('the question before an approval', () => {
  const questionOf = (severity: Severity | undefined, given: Partial<RequestContent> = {}) => {
    const policy = { approvers: ['finance'], ...defined({ severity }), highlight: ['/amount', '/memo'] };
    const record = begun([policy], given);
    const { blocks } = cardOf(aMessage({ about: { kind: 'request', record } }), true);
    expect(problemsOfBlocks(blocks)).toEqual([]);
    return buttonsOf({ blocks } as SlackMessage)[0]?.confirm;
  };

  it.each(['high', 'critical'] as const)('is asked where the severity is %s', (severity) => {
    expect(questionOf(severity, { context: { amount: 7, memo: 'a' } }).text.text).toBe(
      'Action: pay\nAmount: 7\nMemo: a',
    );
  });

  it.each(['low', 'medium', undefined] as const)('is not asked where the severity is %s', (severity) => {
    expect(questionOf(severity)).toBeUndefined();
  });

  it("keeps within Slack's limits, and a fact is one line", () => {
    const context = { amount: 7, memo: `x\nResource: other${'漢\u202E'.repeat(500)}` };
    const { text } = questionOf('critical', {
      action: 'a'.repeat(200),
      resource: 'r'.repeat(200),
      context,
    }).text;
    expect(text.split('\n').map((each: string) => each.split(':')[0])).toEqual([
      'Action',
      'Resource',
      'Amount',
      'Memo',
    ]);
    expect(text).not.toContain('\u202E');
  });
});

describe('the card of a request with evidence', () => {
  const record = begun([{ approvers: ['finance'], decisions: ['approve', 'reject', 'respond'] }]);
  const cardWith = (more: Partial<Message>) => {
    const { blocks } = cardOf(aMessage({ about: { kind: 'request', record }, ...more }), true);
    expect(problemsOfBlocks(blocks)).toEqual([]);
    const card = { blocks } as SlackMessage;
    return { labels: buttonsOf(card).map(({ label }) => label), text: textOf(card) };
  };

  it('approves if it shows all of it', () => {
    const sections = [{ heading: 'Evidence', text: 'limit: 1' }];
    const { labels, text } = cardWith({ sections });
    expect(labels).toEqual(['Approve', 'Answer', 'Reject', 'Open the page']);
    expect(text).toContain('Evidence\nlimit: 1');
  });

  it.each<[string, Partial<Message>, string]>([
    ['a message', { lacksEvidence: true }, 'A part of the evidence is not shown here.'],
    ['Slack', { sections: [{ heading: 'Evidence', text: 'line\n'.repeat(2_000) }] }, 'lines are shown.'],
  ])('has no button to approve if %s leaves out a part of it', (_, more, remark) => {
    const { labels, text } = cardWith(more);
    expect(labels).toEqual(['Answer', 'Reject', 'Open the page']);
    expect(text).toContain(remark);
  });
});
