import { teamsToRecheck, withoutFormerMembers } from '../../../rules/requests/team-recheck';
import { after, approve, begun, reject, START } from '../../support/requests';

const open = begun([{ approvers: ['finance', 'cy'], quorum: 2 }], { recheck: true });

describe('the directory is asked again', () => {
  test('about the teams of the requirement that an approval would meet', () => {
    expect(teamsToRecheck(after(open, approve('ana')), approve('bo'))).toEqual(['finance']);
  });

  test('not while more is needed, nor about what is refused or rejected', () => {
    expect(teamsToRecheck(open, approve('ana'))).toEqual([]);
    expect(teamsToRecheck(after(open, approve('ana')), approve('mallory'))).toEqual([]);
    expect(teamsToRecheck(after(open, approve('ana')), reject('bo'))).toEqual([]);
  });

  test('never where the directory is written in the config', () => {
    const fixed = begun([{ approvers: ['finance'] }]);
    expect(teamsToRecheck(fixed, approve('ana'))).toEqual([]);
  });
});

describe('whoever left a team', () => {
  const half = after(open, approve('ana'));
  const without = withoutFormerMembers(half, { finance: ['bo'] }, START);

  test('has approved nothing, and may not decide', () => {
    expect(without.decisions).toMatchObject([
      { decidedBy: 'ana', void: 'no longer in a team that may approve' },
    ]);
    expect(without.needed).toMatchObject([{ count: 2, people: ['bo', 'cy'] }]);
    expect(after(without, approve('ana', { decisionId: 'd2' })).refused).toMatchObject([
      { outcome: 'not_authorized' },
    ]);
  });

  test('does not keep the others from approving', () => {
    expect(after(without, approve('bo'), approve('cy')).status).toBe('approved');
  });

  test('does not come back, and nobody new comes in', () => {
    const back = withoutFormerMembers(without, { finance: ['ana', 'bo', 'zoe'] }, START);
    expect(back.formerMembers).toEqual({ finance: ['ana', 'eve'] });
    expect(after(back, approve('zoe')).refused).toMatchObject([{ outcome: 'not_authorized' }]);
  });

  test('still counts where another entry names them', () => {
    const twice = after(
      begun([{ approvers: ['finance', 'ana'], quorum: 2 }], { recheck: true }),
      approve('ana'),
    );
    expect(withoutFormerMembers(twice, { finance: ['bo'] }, START).decisions[0]?.void).toBeUndefined();
  });

  test('changes nothing once the request has ended', () => {
    const ended = after(begun([{ approvers: ['finance'] }], { recheck: true }), approve('ana'));
    expect(withoutFormerMembers(ended, { finance: [] }, START)).toBe(ended);
  });

  test('a team may have any name', () => {
    const teams = { constructor: ['ana', 'bo'] };
    const odd = begun([{ approvers: ['constructor'] }], { recheck: true }, teams);
    const gone = withoutFormerMembers(odd, { constructor: ['bo'] }, START);
    expect(after(gone, approve('ana')).refused).toMatchObject([{ outcome: 'not_authorized' }]);
  });
});
