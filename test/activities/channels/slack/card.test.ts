import { cardOf } from '../../../../activities/channels/slack/card';
import { aMessage } from '../../../support/messages';
import { begun } from '../../../support/requests';

describe('the card of a request whose policy demands that everything is read', () => {
  const record = begun([{ approvers: ['finance'], mustReadAll: true }]);
  const labels = (details: string) => {
    const { blocks } = cardOf(aMessage({ details, about: { kind: 'request', record } }), true);
    const buttons = JSON.stringify(blocks.filter(({ type }) => type === 'actions'));
    return [...buttons.matchAll(/"text":"([^"]+)"/g)].map(([, label]) => label);
  };

  it('has buttons if the card shows everything', () => {
    expect(labels('Amount  7')).toEqual(['Approve', 'Reject', 'Open the page']);
  });

  it('leads to the page if the card leaves something out', () => {
    expect(labels('line\n'.repeat(2_000))).toEqual(['Open the page']);
  });
});
