import { judge } from '../../../rules/requests/judge';
import { after, approve, begun, MINUTE, START } from '../../support/requests';

const comment = (commentedBy: string, text = 'Why now?', more = {}) => ({
  kind: 'comment' as const,
  transport: 'update' as const,
  at: START + MINUTE,
  message: { commentedBy, text, ...more },
});

describe('a comment', () => {
  const request = begun([{ approvers: ['finance'] }, { approvers: ['security'], stage: 2 }], {
    runId: 'run-1',
  });

  it.each(['ana', 'cy', 'eve', 'run-1'])('of %s is recorded and decides nothing', (person) => {
    const { record, verdict } = judge(request, comment(person));
    expect(verdict).toMatchObject({ outcome: 'accepted', status: 'pending' });
    const { comments, ...rest } = record;
    expect(comments).toMatchObject([{ by: person, text: 'Why now?', transport: 'update' }]);
    expect(rest).toEqual(request);
  });

  it('of a stranger is not authorized', () => {
    const { verdict } = judge(request, comment('Ana'));
    const message = expect.stringContaining('Its approvers, the requester eve and its run run-1 may. ');
    expect(verdict).toMatchObject({ outcome: 'not_authorized', message });
    expect(verdict.message).toContain('ana');
  });

  it('that is sent again counts once', () => {
    const first = comment('ana', 'a', { decisionId: 'd1', attemptId: 'a1' });
    const record = after(request, first);
    expect(judge(record, first).verdict.outcome).toBe('accepted');
    expect(judge(record, comment('ana', 'a', { decisionId: 'd1' })).verdict.outcome).toBe('duplicate');
    expect(judge(record, comment('ana', 'b', { decisionId: 'd1' })).verdict.outcome).toBe('invalid');
    expect(judge(record, first).record.comments).toHaveLength(1);
  });

  it.each([
    ['recorded', 'ana'],
    ['refused', 'mallory'],
  ])('that was %s leaves its decisionId to decisions', (_, commentedBy) => {
    const open = begun([{ approvers: ['ana'] }, { approvers: ['mallory'], stage: 2 }]);
    const record = after(
      { ...open, comments: [] },
      ...Array.from({ length: commentedBy === 'ana' ? 0 : 100 }, () => comment('ana', 'full')),
      comment(commentedBy, 'a', { decisionId: 'd1' }),
    );
    const isRefused = commentedBy === 'mallory';
    expect(record.refused).toMatchObject(isRefused ? [{ attempt: 'comment', decisionId: 'd1' }] : []);
    const reached = isRefused ? after(record, approve('ana')) : record;
    const expected = { stage: reached.stage ?? 1 };
    const decided = judge(reached, approve(commentedBy, { decisionId: 'd1', expected }));
    expect(decided.verdict.outcome).toBe('accepted');
  });

  it('after the end is superseded', () => {
    const ended = after(begun([{ approvers: ['ana'] }]), approve('ana'));
    expect(judge(ended, comment('ana')).verdict).toMatchObject({ outcome: 'superseded', status: 'approved' });
  });

  it.each([
    ['100 comments', 'x', 100],
    ['64 KB of comments', 'x'.repeat(4_000), 16],
  ])('is refused after %s', (_, text, count) => {
    const record = after(request, ...Array.from({ length: count }, () => comment('ana', text)));
    expect(record.comments).toHaveLength(count);
    expect(judge(record, comment('ana', text)).verdict.outcome).toBe('invalid');
    expect(judge(record, approve('ana')).verdict.outcome).toBe('accepted');
  });
});
