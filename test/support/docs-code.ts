import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

const pagesIn = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

/** The pages whose code must work. */
export const PAGES = ['README.md', 'CONTRIBUTING.md', ...pagesIn('docs'), ...pagesIn('examples')];

interface Line {
  text: string;
  /** Where the line is in its page. Absent: the page does not show it. */
  number?: number;
}

export interface Fence {
  page: string;
  /** The line of the page with the opening fence. */
  number: number;
  language: string;
  /** What follows the language: `complete refunds/agent.ts`. */
  mark: string;
  lines: Line[];
}

/** The fenced code of a page, also that in HTML comments, which readers do not see. */
export function fencesIn(page: string, text = readFileSync(join(ROOT, page), 'utf8')): Fence[] {
  return [...text.matchAll(/^```(\S*)([^\n]*)\n([\s\S]*?)^```$/gm)].map((found) => {
    const [, language = '', mark = '', code = ''] = found;
    const number = text.slice(0, found.index).split('\n').length;
    const lines = code.split('\n').slice(0, -1);
    return {
      ...{ page, number, language, mark: mark.trim() },
      lines: lines.map((line, index) => ({ text: line, number: number + 1 + index })),
    };
  });
}

export interface Example {
  page: string;
  /** Where it would be saved: as the page says, else beside the page as an ECMAScript module. */
  path: string;
  lines: Line[];
  /** A fragment may declare names that it does not use. */
  isFragment: boolean;
}

export const codeOf = ({ lines }: { lines: Line[] }) => lines.map(({ text }) => `${text}\n`).join('');

const hidden = (...texts: string[]): Line[] => texts.map((text) => ({ text }));
const isImport = ({ text }: Line) => text.startsWith('import ');

/**
 * The TypeScript of a page as modules. The mark after `ts` says what a fence is:
 *
 * - `complete` or `complete PATH`: a module of its own
 * - `add PATH`: imports and keys that are added to the config at that path
 * - `config`: keys of a config
 * - `policies`: policies of a config
 * - `fragment`: statements
 * - `assumed`, in an HTML comment: declarations of names that the later fragments of the page use
 *
 * @throws Error for any other mark, with the page and the line
 */
export function examplesIn(page: string, fences = fencesIn(page)): Example[] {
  const examples: Example[] = [];
  let assumed: Line[] = [];
  for (const { number, language, mark, lines } of fences) {
    if (language !== 'ts') continue;
    const [kind = '', name] = mark.split(' ');
    const ending = kind === 'complete' ? 'mts' : 'ts';
    const path = `${page.replace(/\W/g, '-')}/${name ?? `${examples.length}.${ending}`}`;
    const addFragment = (...parts: Line[][]) =>
      examples.push({ page, path, lines: [...assumed, ...parts.flat()], isFragment: true });
    switch (kind) {
      case 'complete':
        examples.push({ page, path, lines, isFragment: false });
        break;
      case 'add': {
        const example = examples.find((each) => each.path === path);
        if (example === undefined) throw new Error(`${page}:${number}: no fence before is at ${name}`);
        example.lines = added(example.lines, lines);
        break;
      }
      case 'assumed':
        assumed = lines;
        break;
      case 'config':
        addFragment(CONFIG_START, lines, CONFIG_END);
        break;
      case 'policies':
        addFragment(CONFIG_START, hidden('policies: ['), lines, hidden('],'), CONFIG_END);
        break;
      case 'fragment':
        addFragment(statements(lines));
        break;
      default:
        throw new Error(
          `${page}:${number}: \`ts ${mark}\` is no known mark; use complete, add, config, policies or fragment`,
        );
    }
  }
  return examples;
}

const CONFIG_START = hidden("import { defineConfig } from 'temporal-hitl';", 'export default defineConfig({');
const CONFIG_END = hidden('});');

function added(config: Line[], lines: Line[]): Line[] {
  const rest = lines.filter((line) => !isImport(line));
  const end = config.findLastIndex(({ text }) => text === '});');
  return [...lines.filter(isImport), ...config.slice(0, end), ...rest, ...config.slice(end)];
}

/** Statements may return and await, so they are the body of a function, except in a module that exports. */
function statements(lines: Line[]): Line[] {
  if (lines.some(({ text }) => text.startsWith('export '))) return lines;
  return [
    ...lines.filter(isImport),
    ...hidden('export async function example() {'),
    ...lines.filter((line) => !isImport(line)),
    ...hidden('}'),
  ];
}
