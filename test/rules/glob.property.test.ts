import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchesAny, matchesGlob } from '../../rules/glob';
import { RUNS } from '../support/stories';

/** The definition of a glob: tries every length for each star. */
function oracle(glob: string, name: string): boolean {
  if (glob === '') return name === '';
  const [stars] = /^\**/.exec(glob) ?? [''];
  if (stars === '') return name !== '' && name[0] === glob[0] && oracle(glob.slice(1), name.slice(1));
  for (let taken = 0; taken <= name.length; taken++) {
    if (stars.length === 1 && name.slice(0, taken).includes('/')) return false;
    if (oracle(glob.slice(stars.length), name.slice(taken))) return true;
  }
  return false;
}

describe('a glob', () => {
  it('matches what its definition says', () => {
    const glob = fc.array(fc.constantFrom('*', '**', '/', 'a', 'b', '?', '['), { maxLength: 7 });
    const name = fc.array(fc.constantFrom('/', 'a', 'b', '?', '[', '*', '\n'), { maxLength: 8 });
    fc.assert(
      fc.property(glob, name, (tokens, characters) => {
        const [text, value] = [tokens.join(''), characters.join('')];
        assert.equal(matchesGlob(text, value), oracle(text, value), `${text} and ${value}`);
      }),
      { numRuns: RUNS * 5 },
    );
  });

  it('without a star matches itself and nothing else', () => {
    const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('*'));
    fc.assert(
      fc.property(text, text, (glob, name) => {
        assert.equal(matchesAny([glob], glob), true);
        assert.equal(matchesAny([glob], name), glob === name);
      }),
      { numRuns: RUNS },
    );
  });

  it.each(['crm/accounts(eu)/*', 'a|b/*', 'pages/[id]/*', 'a?{b,c}/*', '$(x)^+.\\d/*', '@(a)/!(b)/*'])(
    '%s matches what it says, character for character',
    (glob) => {
      assert.equal(matchesAny([glob], glob.replace('*', 'anything')), true);
      assert.equal(matchesAny([glob], glob.replace('/*', '!/anything')), false);
    },
  );

  it.each([
    ['*a*a*a*b', 'a'],
    ['**a**a**a**a**b', 'a'],
    ['*a'.repeat(100), 'ab'],
    ['**/*a*/'.repeat(100), 'a/'],
    ['*'.repeat(1000), '/'],
  ])('%s reads each character of a long name once for each of its own', (glob, characters) => {
    for (const length of [200, 1000]) {
      let reads = 0;
      const name = new Proxy(
        { length },
        {
          get(target, key) {
            if (key === 'length') return target.length;
            reads += 1;
            return characters[Number(key) % characters.length];
          },
        },
      ) as unknown as ArrayLike<string>;
      matchesGlob(glob, name);
      assert.ok(reads <= glob.length * length, `${reads} reads`);
    }
  });
});
