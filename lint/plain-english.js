/**
 * Words that make a sentence hard to read for people whose first language is not English, each with what to write
 * instead. The ESLint rule below reports them in comments, strings and page texts; `cspell.json` has those for the
 * documentation.
 */
const WORDS = {
  'whoever|whomever|whosoever': 'a noun: "the person who", "the approver", "a client that"',
  whom: 'a sentence with a subject: "who is asked", "the person that it asks"',
  'somebody|someone else': '"someone", or the actor: "an approver", "another person"',
  anybody: '"anyone", or the actor',
  everybody: '"everyone", or the actor',
  'so many': 'the number or its name: "up to 100", "MAX_ITEMS"',
  'for ever': '"forever", or say until when',
  'of (which|those|these) (one|some|none|any|the)': 'two sentences',
  'of which': 'two sentences',
  'is none of|are none of': '"is not one of"',
  'in vain': '"without effect", or say what happens',
  "oneself|one's own|one's": '"your", or the actor',
  'upon|lest|thereof|therein|whereupon|hitherto|afresh|likewise': 'a common word',
  '(call|calls|called) for naught|to no avail': 'say what happens',
  desk: '"admin server" for the process, "inbox" for its pages, "state" in a workflow',
};

const PATTERNS = Object.entries(WORDS).map(([words, instead]) => ({
  pattern: new RegExp(`\\b(?:${words})\\b`, 'gi'),
  instead,
}));

/** What is hard to read in a text: where, what, and what to write instead. */
function findHardWords(text) {
  return PATTERNS.flatMap(({ pattern, instead }) =>
    [...text.matchAll(pattern)].map((match) => ({ index: match.index, word: match[0], instead })),
  ).sort((a, b) => a.index - b.index);
}

/** @type {import('eslint').Rule.RuleModule} */
const rule = {
  meta: {
    type: 'suggestion',
    docs: { description: 'Plain English in comments, strings and page texts' },
    messages: { hard: '"{{word}}" is hard to read. Write {{instead}}.' },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context;
    const check = (text, start) => {
      for (const { index, word, instead } of findHardWords(text))
        context.report({
          loc: {
            start: sourceCode.getLocFromIndex(start + index),
            end: sourceCode.getLocFromIndex(start + index + word.length),
          },
          messageId: 'hard',
          data: { word, instead },
        });
    };
    const checkNode = (node) => check(sourceCode.getText(node), node.range[0]);
    return {
      Program() {
        for (const comment of sourceCode.getAllComments()) check(comment.value, comment.range[0] + 2);
      },
      Literal(node) {
        if (typeof node.value === 'string') checkNode(node);
      },
      TemplateElement: checkNode,
      JSXText: checkNode,
    };
  },
};

module.exports = { plugin: { rules: { 'plain-english': rule } } };
