import { compose } from '../../../rules/notifications/compose';
import { begun } from '../../support/requests';

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
      context: { at: '2026-11-29T10:00:00Z', sum: 748_650 },
    });
    const { details } = compose({ kind: 'request', record }, 'requested', {
      timeZone: 'Europe/Zurich',
      locale: 'de-DE',
    });
    expect(details?.split('\n')).toEqual([
      'At   29.11.2026, 11:00 Europe/Zurich (10:00 UTC) (2026-11-29T10:00:00Z)',
      'Sum  748.650 (748650)',
    ]);
  });
});
