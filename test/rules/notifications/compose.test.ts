import type { Evidence } from '../../../contract/evidence';
import type { NotificationEvent } from '../../../contract/names';
import type { RequestRecord } from '../../../contract/request';
import { compose } from '../../../rules/notifications/compose';
import { samePlan } from '../../../rules/requests/edit';
import { judge } from '../../../rules/requests/judge';
import { after, begun, HASH, MINUTE, START } from '../../support/requests';

describe('the message about a request', () => {
  const context = {
    amount: 748_650,
    to: { iban: 'DE89370400440532013000' },
    query: 'DELETE FROM a\n-- WHERE b',
  };
  const messageOf = (policy: object) =>
    compose(
      { kind: 'request', record: begun([{ approvers: ['finance'], ...policy }], { context }) },
      'requested',
    );

  it('begins with the severity and the facts that the policies name', () => {
    const { facts } = messageOf({ severity: 'critical', highlight: ['/amount', '/to/iban', '/gone'] });
    expect(facts.slice(0, 4)).toEqual([
      { label: 'Severity', value: 'critical' },
      { label: 'Amount', value: '748,650 (748650)' },
      { label: 'IBAN', value: 'DE89370400440532013000' },
      { label: 'Requested by', value: 'eve' },
    ]);
  });

  it('shows all arguments with labels and real line breaks', () => {
    const { facts, details } = messageOf({});
    expect(facts[0]).toEqual({ label: 'Requested by', value: 'eve' });
    expect(details?.split('\n')).toEqual([
      'Amount  748,650 (748650)',
      'To',
      '  IBAN  DE89370400440532013000',
      'Query (sql, 2 lines, 24 characters)',
      '  │ DELETE FROM a',
      '  │ -- WHERE b',
    ]);
  });

  it('shows times and numbers in the time zone and language of the person, with the exact value beside', () => {
    const record = begun([{ approvers: ['finance'] }], {
      context: { at: '2026-11-29T10:00:00Z', end: '2026-11-29T23:30:00Z', sum: 748_650, rate: 0.5 },
    });
    const { details } = compose({ kind: 'request', record }, 'requested', {
      timeZone: 'Europe/Zurich',
      locale: 'de-DE',
    });
    expect(details?.split('\n')).toEqual([
      'At    29.11.2026, 11:00 Europe/Zurich (10:00 UTC) (2026-11-29T10:00:00Z)',
      'End   30.11.2026, 00:30 Europe/Zurich (2026-11-29 23:30 UTC) (2026-11-29T23:30:00Z)',
      'Sum   748.650 (748650)',
      'Rate  0,5 (0.5)',
    ]);
  });
});

describe('what belongs to a request besides its arguments', () => {
  const policy = {
    approvers: ['finance'],
    decisions: ['approve' as const, 'reject' as const, 'edit' as const, 'respond' as const],
    editable: ['/amount'],
  };
  const composed = (record: RequestRecord, event: NotificationEvent = 'requested', key: string = event) =>
    compose({ kind: 'request', record }, event, {}, key);
  const png = `iVBORw0KGgo${'A'.repeat(4_085)}`;

  it('is the explanation, labelled as that of the agent, and the evidence with its sizes', () => {
    const evidence: Evidence[] = [
      { kind: 'diff', title: 'Config', content: '@@ -1 +1 @@\n-limit: 1\n+limit: 2\u202E' },
      { kind: 'table', title: 'Rows', content: [{ id: 1 }, { id: 2 }] },
      { kind: 'link', title: 'Ticket', content: 'https://example.com/7' },
    ];
    const message = composed(begun([policy], { rationale: 'It is\ndue.', evidence }));
    expect(message.lacksEvidence).toBeUndefined();
    expect(message.sections).toEqual([
      { heading: "The agent's own explanation, which nobody has checked", text: 'It is\ndue.' },
      { heading: 'Evidence from the agent', text: expect.any(String) },
    ]);
    expect(message.sections?.[1]?.text.split('\n')).toEqual([
      '1. diff: Config (3 lines)',
      '  │     @@ -1 +1 @@',
      '  │ 1   -limit: 1',
      '  │   1 +limit: 2⟨U+202E⟩',
      '2. table: Rows (2 rows)',
      '  ID',
      '  1',
      '  2',
      '3. link: Ticket',
      '  https://example.com/7 (host: example.com)',
    ]);
  });

  it('says which evidence is not shown: images, and what is too large', () => {
    const evidence: Evidence[] = [
      { kind: 'image', title: 'Screen', content: png },
      { kind: 'text', title: 'Log', content: 'line\n'.repeat(40_000) },
      { kind: 'text', title: 'Note', content: 'short' },
    ];
    const message = composed(begun([policy], { evidence }));
    expect(message.lacksEvidence).toBe(true);
    expect(message.sections?.[0]?.text.split('\n')).toEqual([
      '1. image: Screen (image/png, 3 KB): see it in the inbox',
      '2. text: Log (40,000 lines): see it in the inbox',
      '3. text: Note (1 line)',
      '  │ short',
    ]);
  });

  it('says what the policies allow, and what a form asks', () => {
    const response = {
      properties: {
        cost_centre: { type: 'string' as const },
        n: { type: 'boolean' as const, title: 'Urgent' },
      },
    };
    const { facts } = composed(begun([policy], { response }));
    expect(facts).toContainEqual({
      label: 'Also possible',
      value: 'edit /amount in the inbox, and approve the result; answer without an approval',
    });
    expect(facts).toContainEqual({ label: 'Form to fill in', value: 'Cost centre, Urgent' });
  });

  it('says what an edit has changed: in its own message, and in the earlier one', () => {
    const before = begun([{ ...policy, quorum: 2 }], {
      context: { amount: 700, memo: 'a' },
      requesterId: 'mo',
    });
    const message = {
      decision: 'edit' as const,
      decidedBy: 'ana',
      context: { amount: 500, memo: 'a' },
      expected: { contentHash: HASH },
    };
    const planned = samePlan(before, message);
    const at = START + MINUTE;
    const { record } = judge(before, { kind: 'decide', transport: 'update', at, message, planned });
    expect(record.revision).toBe(2);
    const text = '/amount: 700 → 500';
    const changed = { heading: 'Changed by people since it was requested', text };
    expect(composed(record, 'edited', 'edited-2')).toMatchObject({
      title: 'Edited by ana, approval needed: pay',
      sections: [changed],
    });
    expect(composed(record, 'requested')).toMatchObject({
      title: 'Edited by ana since this message: pay',
      sections: [changed],
    });
  });

  it('is the comment of the event, or the latest three', () => {
    const comments = ['one', 'two', 'three', 'four'].map((text, index) => ({
      kind: 'comment' as const,
      transport: 'update' as const,
      at: START + (index + 1) * MINUTE,
      message: { commentedBy: 'ana', text },
    }));
    const record = after(begun([policy]), ...comments);
    expect(composed(record, 'commented', 'comment-2')).toMatchObject({
      title: 'Comment by ana: pay',
      sections: [{ heading: 'Comment by ana', text: 'two' }],
    });
    expect(composed(record).sections).toEqual([
      {
        heading: 'The latest 3 of 4 comments',
        text: ['two', 'three', 'four']
          .map((text, index) => `ana, 5 Jan 2026, 09:0${index + 2} UTC: ${text}`)
          .join('\n'),
      },
    ]);
  });
});
