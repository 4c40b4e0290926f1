import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import sql from 'highlight.js/lib/languages/sql';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { CodeLanguage } from '../../../../rules/presentation/text-form';

const GRAMMARS = { sql, json, shell: bash, yaml, html: xml };
for (const [name, grammar] of Object.entries(GRAMMARS)) hljs.registerLanguage(name, grammar);

/** To colour a longer text takes longer than the page may take. */
const MAX_COLOURED_LENGTH = 32 * 1024;
/** Some grammars take quadratic time on a line: one word of 64,000 letters as shell takes six seconds. */
const LONG_LINE = /[^\n]{2001}/;

/** The lines of a text, coloured where the language is known. highlight.js escapes the text. */
export function highlightedLines(text: string, language: CodeLanguage | undefined): Child[] {
  const isKnown = language !== undefined && Object.hasOwn(GRAMMARS, language);
  if (!isKnown || text.length > MAX_COLOURED_LENGTH || LONG_LINE.test(text)) return text.split('\n');
  const { value } = hljs.highlight(text, { language, ignoreIllegals: true });
  return balancedLines(value).map((line) => raw(line));
}

/** The lines of highlighted HTML, each with complete `span`s: a comment over three lines is a comment in each. */
function balancedLines(html: string): string[] {
  const open: string[] = [];
  return html.split('\n').map((line) => {
    const before = open.join('');
    for (const [tag] of line.matchAll(/<span[^>]*>|<\/span>/g))
      if (tag === '</span>') open.pop();
      else open.push(tag);
    return before + line + '</span>'.repeat(open.length);
  });
}
