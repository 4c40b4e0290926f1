import { keyFacts } from '../../../rules/presentation/facts';

describe('the facts that matter', () => {
  const context = {
    amount: 15_000,
    payee: { 'a/b': 'ACME' },
    note: 'x\ny',
    to: 'DE1',
    urgent: true,
    more: 1,
  };
  const shown = (highlight?: string[]) => keyFacts(context, highlight).map(({ label }) => label);

  it('are those that the policies name, in their order', () => {
    expect(shown(['/payee/a~1b', '/note', '/amount'])).toEqual(['a/b', 'Note', 'Amount']);
  });

  it('have their whole path as the label where the last keys are the same', () => {
    const transfer = { from: { iban: 'DE1' }, to: { iban: 'DE2' }, amount: 1 };
    const labels = keyFacts(transfer, ['/from/iban', '/to/iban', '/amount']).map(({ label }) => label);
    expect(labels).toEqual(['From › IBAN', 'To › IBAN', 'Amount']);
  });

  it('leave out what the context lacks', () => {
    expect(shown(['/amount', '/gone', '/amount/deeper', '/payee/toString'])).toEqual(['Amount']);
    expect(shown(['/gone'])).toEqual([]);
  });

  it('are the first three short values if no policy names any', () => {
    expect(shown()).toEqual(['Amount', 'To', 'Urgent']);
  });
});
