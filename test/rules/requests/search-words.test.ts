import type { RequestItem } from '../../../client';
import { havingWords, searchedRow, wordsOf } from '../../../rules/requests/search-words';

const item: RequestItem = {
  id: 'req-8f3A1c',
  kind: 'approval',
  status: 'pending',
  action: 'transfer_funds',
  resource: 'bank/de/Zürich',
  description: 'Pay the invoice INV-7004 of Crème & Söhne, 発注書を承認する',
  requesterId: 'payments-agent',
  runId: 'nightly-2026',
  requestedAt: '2026-11-01T00:00:00.000Z',
};

it.each([
  ['INV-7004', true],
  ['inv', true],
  ['7004', true],
  ['invoice pay', true],
  ['creme sohne', true],
  ['CRÈME', true],
  ['zurich', true],
  ['transfer_f', true],
  ['funds', true],
  ['payments', true],
  ['nightly-2026', true],
  ['8f3a', true],
  ['f3A1', true],
  ['承認', true],
  ['voice', false],
  ['004', false],
  ['invoice missing', false],
])('search %j matches: %s', (search, expected) => {
  expect(havingWords(wordsOf(search))(searchedRow(item))).toBe(expected);
});

it('reads what a confirmation says', () => {
  const row = searchedRow({ ...item, kind: 'confirmation', description: undefined, message: 'Drop it?' });
  expect(havingWords(['drop'])(row)).toBe(true);
});
