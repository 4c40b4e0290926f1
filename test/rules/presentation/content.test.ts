import { describe as contentOf } from '../../../rules/presentation/content';

describe('the content tree of a value', () => {
  const kindOf = (value: unknown, key = '') => contentOf(value, key).kind;

  it('shows objects as labelled entries in their order', () => {
    expect(contentOf({ vendorName: 'ACME', customer_id: 'c-1', 'due-date': null })).toMatchObject({
      kind: 'object',
      entries: [
        { key: 'vendorName', label: 'Vendor name', content: { kind: 'words', text: 'ACME' } },
        { key: 'customer_id', label: 'Customer ID', content: { kind: 'code', text: 'c-1' } },
        { key: 'due-date', label: 'Due date', content: { kind: 'nothing', word: 'null' } },
      ],
    });
  });

  it('shows keys as they are where labels would hide a difference', () => {
    const labels = (value: object) =>
      (contentOf(value) as { entries: { label: string }[] }).entries.map(({ label }) => label);
    expect(labels({ userId: 1, user_id: 2 })).toEqual(['userId', 'user_id']);
    expect(labels({ 'a/b': 1, '': 2, 'zero\u200bwidth': 3 })).toEqual(['a/b', '', 'zero\u200bwidth']);
  });

  it('groups the digits of large amounts, but not of ids, years and ports', () => {
    expect(contentOf(748_650, 'amount')).toEqual({ kind: 'number', value: 748_650, grouped: true });
    expect(contentOf(9_999, 'amount')).toMatchObject({ grouped: false });
    expect(contentOf(748_650, 'invoiceId')).toMatchObject({ grouped: false });
    expect(contentOf(27_017, 'port')).toMatchObject({ grouped: false });
  });

  it('makes a table of objects with mostly the same keys', () => {
    expect(contentOf([{ id: 1, sum: 2 }, { id: 3 }])).toEqual({
      kind: 'table',
      columns: [
        { key: 'id', label: 'ID' },
        { key: 'sum', label: 'Sum' },
      ],
      rows: [
        [expect.objectContaining({ value: 1 }), expect.objectContaining({ value: 2 })],
        [expect.objectContaining({ value: 3 }), undefined],
      ],
    });
  });

  it('makes a table of many objects that often lack a key, and a list of objects that have none in common', () => {
    const rows = Array.from({ length: 2_000 }, (_, id) => ({
      id,
      ...(id % 2 === 1 && { name: `Person ${id}` }),
      ...(id % 7 === 0 && { note: '' }),
      ...(id === 3 && { rare: 'only here' }),
    }));
    expect(contentOf(rows)).toMatchObject({
      kind: 'table',
      columns: [{ key: 'id' }, { key: 'note' }, { key: 'name' }, { key: 'rare' }],
    });
    expect(kindOf([{ a: 1 }, { b: 2 }])).toBe('list');
  });

  it('groups the digits of a whole column if one of its numbers has a fraction', () => {
    const { rows } = contentOf([
      { amount: 1598, year: 1998 },
      { amount: 1972.5, year: 1999 },
    ]) as {
      rows: object[][];
    };
    expect(rows).toMatchObject([
      [{ grouped: true }, { grouped: false }],
      [{ grouped: true }, { grouped: false }],
    ]);
  });

  it('makes a list of anything else', () => {
    expect(kindOf([1, 2])).toBe('list');
    expect(kindOf([{ a: 1 }])).toBe('list');
    expect(kindOf([{ a: 1 }, { b: 1 }, { c: 1 }])).toBe('list');
    expect(kindOf([{ a: 'one\ntwo' }, { a: 'x' }])).toBe('list');
    expect(kindOf([{ a: { b: 1 } }, { a: { b: 2 } }])).toBe('list');
  });

  it('tells an e-mail by its subject, its recipient and its body', () => {
    expect(contentOf({ to: 'a@example.org', subject: 'Hi', body: 'Dear', urgent: true })).toMatchObject({
      kind: 'email',
      headers: [{ key: 'to' }, { key: 'subject' }],
      body: { key: 'body', content: { kind: 'words', text: 'Dear' } },
      rest: [{ key: 'urgent' }],
    });
    expect(contentOf('To: a@example.org\nSubject: Hi\n\nDear\nall')).toMatchObject({
      kind: 'email',
      headers: [{ label: 'To' }, { label: 'Subject' }],
      body: { content: { kind: 'block', text: 'Dear\nall' } },
    });
    expect(kindOf({ subject: 'Hi', body: 'Dear' })).toBe('object');
    expect(kindOf('To: do\nSubject: none')).toBe('block');
  });

  it('names what is empty', () => {
    expect([null, '', [], {}].map((value) => contentOf(value))).toEqual(
      ['null', 'empty text', 'empty list', 'empty object'].map((word) => ({ kind: 'nothing', word })),
    );
  });
});
