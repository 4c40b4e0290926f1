import { diffLines } from '../../../rules/presentation/diff-lines';

describe('the lines of a diff', () => {
  const of = (...lines: string[]) =>
    diffLines(lines).map(({ kind, before, after }) =>
      [kind, before, after].filter((part) => part !== undefined),
    );

  it('are numbered on both sides', () => {
    expect(of('--- a/x', '+++ b/x', '@@ -4,3 +4,3 @@ main', ' same', '-old', '+new', '')).toEqual([
      ['header'],
      ['header'],
      ['hunk'],
      ['same', 4, 4],
      ['removed', 5],
      ['added', 5],
      ['same', 6, 6],
    ]);
  });

  it('tell a removed SQL comment from a file header', () => {
    expect(of('@@ -1 +1 @@', '--- where paid', '+++ b')).toEqual([['hunk'], ['removed', 1], ['added', 1]]);
  });

  it('show additions that the hunk header does not count', () => {
    expect(of('@@ -1 +1 @@', '-a', '+b', '+rm -rf /')).toEqual([
      ['hunk'],
      ['removed', 1],
      ['added', 1],
      ['added'],
    ]);
    expect(of('+no hunk at all')).toEqual([['added']]);
  });

  it('begin again at the next hunk or file, also if the counts are wrong', () => {
    expect(
      of('@@ -1,99 +1,99 @@', ' a', 'diff --git a/y b/y', '--- a/y', '+++ b/y', '@@ -7 +7 @@', '+b'),
    ).toEqual([['hunk'], ['same', 1, 1], ['header'], ['header'], ['header'], ['hunk'], ['added', 7]]);
  });

  it('do not number the note about a missing line feed', () => {
    expect(of('@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+a')).toEqual([
      ['hunk'],
      ['removed', 1],
      ['header'],
      ['added', 1],
    ]);
  });
});
