import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '..');
const CODE = [
  'contract',
  'rules',
  'workflows',
  'activities',
  'client',
  'audit',
  'worker',
  'admin',
  'adapters',
];
const FOLDERS = [...CODE, 'examples', 'bench', 'test', 'docs', 'lint'].filter((folder) =>
  existsSync(join(ROOT, folder)),
);

const filesIn = (folder: string, pattern: RegExp): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)))
    .filter((file) => !file.startsWith(join('test', 'histories')));

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...filesIn('docs', /\.md$/),
  ...filesIn('examples', /\.md$/),
];
const sources = [
  ...FOLDERS.filter((folder) => folder !== 'docs').flatMap((folder) => filesIn(folder, /\.(tsx?|m?js)$/)),
  ...readdirSync(ROOT).filter((name) => /\.(ts|js|mjs)$/.test(name)),
];

/** The comments of a source, each on one line. Consecutive line comments are one. */
function commentsIn(text: string): string[] {
  const found = text.match(/\/\*[\s\S]*?\*\/|(?:(?<![:'"`\\])\/\/[^\n]*(?:\n\s*(?=\/\/))?)+/g) ?? [];
  return found.map((comment) => comment.replace(/\n\s*(?:\*(?!\/)|\/\/)?\s*/g, ' '));
}

/** What a page can be linked at: its headings, as GitHub names them, and the anchors that it sets. */
function anchorsIn(page: string): Set<string> {
  const text = withoutCode(read(page));
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[`*]|\]\([^)]*\)|\[/g, '')
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
  const set = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
  return new Set([...headings, ...set]);
}

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

describe('citations of the specification', () => {
  const anchors = anchorsIn('docs/design.md');
  const CITATION =
    /\bdesign (?:(escalation |confirmation )?rules? (\d+(?:(?:, | and | to )\d+)*)|section ([a-z-]+)\b)/gi;
  /** What reads as a citation and has another form. */
  const OTHER_FORMS =
    /\bdesign(?:\.md)?, |\bdesign(?:\.md)? \(|\bdesign\b[^.;)]{0,40}\brules? \d|\brules? \d+\b/i;

  const cited = sources.flatMap((file) =>
    commentsIn(read(file)).map((comment) => ({ file, comment: comment.trim() })),
  );
  const anchorsOf = (comment: string) =>
    [...comment.matchAll(CITATION)].flatMap(([, kind = '', numbers = '', section]) =>
      section === undefined
        ? numbersIn(numbers).map((number) => `rule-${kind.trim().toLowerCase()}${kind && '-'}${number}`)
        : [section],
    );

  it('each lead to an anchor of docs/design.md', () => {
    const found = cited.flatMap(({ file, comment }) =>
      anchorsOf(comment).map((anchor) => ({ file, anchor })),
    );
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter(({ anchor }) => !anchors.has(anchor))).toEqual([]);
  });

  it('have one form', () => {
    const others = cited.filter(({ comment }) => OTHER_FORMS.test(comment.replace(CITATION, '')));
    expect(others).toEqual([]);
  });

  it('name the rules of a range and of a list', () => {
    expect(anchorsOf('/** (design rules 1 to 3, 6) and (design escalation rules 4 and 9) */')).toEqual([
      ...['rule-1', 'rule-2', 'rule-3', 'rule-6'],
      ...['rule-escalation-4', 'rule-escalation-9'],
    ]);
    expect(anchorsOf('/** (design section temporal), (design confirmation rule 1) */')).toEqual([
      'temporal',
      'rule-confirmation-1',
    ]);
  });
});

/** `1 to 3, 6`: 1, 2, 3 and 6. */
function numbersIn(text: string): number[] {
  return text.split(/, | and /).flatMap((part) => {
    const [from = 0, to = from] = part.split(' to ').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

describe('the documentation', () => {
  const links = pages.flatMap((page) =>
    [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ page, target })),
  );
  const local = links.filter(({ target }) => !/^(?:https?|mailto):/.test(target));
  const pathOf = (page: string, target: string) => join(dirname(page), target.replace(/#.*$/, ''));

  it('has links that lead to a file', () => {
    const broken = local.filter(({ page, target }) => {
      const path = target.startsWith('#') ? page : pathOf(page, target);
      return !existsSync(join(ROOT, path));
    });
    expect(local.length).toBeGreaterThan(100);
    expect(broken).toEqual([]);
  });

  it('has links whose anchor exists', () => {
    const broken = local.filter(({ page, target }) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      return anchor !== undefined && file.endsWith('.md') && !anchorsIn(file).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names only files and folders that exist', () => {
    const named = pages.flatMap((page) => pathsIn(page).map((path) => ({ page, path })));
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(({ path }) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('is named in comments by pages that exist', () => {
    const named = [...sources, 'examples/slack/manifest.yaml'].flatMap((file) =>
      [...read(file).matchAll(/\bdocs\/[\w./-]+\.(?:md|png)\b/g)].map(([path]) => ({ file, path })),
    );
    expect(named.filter(({ path }) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('is reached from docs/README.md, and each picture is shown', () => {
    const files = filesIn('docs', /\.(?:md|png)$/);
    const reached = new Set(['docs/README.md']);
    for (const page of reached)
      for (const link of local)
        if (link.page === page && !link.target.startsWith('#')) {
          const path = pathOf(page, link.target);
          if (existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isFile()) reached.add(path);
        }
    expect(files.filter((file) => !reached.has(file))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const sections = read('docs/architecture.md').split(/^## /m);

  it.each([
    ["From a request's start to its verdict", 15],
    ['From a click in the inbox to its verdict', 18],
    ['From a trigger in the config to its escalation', 20],
  ])('%s: at most %i files in reading order', (heading, most) => {
    const rows = sections.find((section) => section.startsWith(heading))?.match(/^\| \d+ \|.*$/gm) ?? [];
    const files = rows.flatMap((row) => row.match(/`[\w./-]+\.tsx?`/g) ?? []);
    expect(files.length).toBeGreaterThan(10);
    expect(new Set(files).size).toBe(files.length);
    expect(files.length).toBeLessThanOrEqual(most);
  });
});

/** The paths of this repository that a page names in code: `rules/requests/judge.ts`, `test/histories/`. */
function pathsIn(page: string): string[] {
  const code = read(page).match(/^```[\s\S]*?^```|`[^`\n]+`/gm) ?? [];
  const path = new RegExp(`(?<![\\w./:@-])(?:${FOLDERS.join('|')})/[\\w./-]*\\w`, 'g');
  return code.flatMap((span) => [...span.matchAll(path)].map(([found]) => found));
}

it('every page that a text of the program names exists', () => {
  const programs = CODE.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) =>
    filesIn(folder, /\.tsx?$/),
  );
  const named = programs.flatMap((file) =>
    [...read(file).matchAll(/\bdocs\/[\w/-]+\.md(?:#[\w-]+)?/g)].map(([page]) => ({ file, page })),
  );
  expect(named.map(({ page }) => page)).toEqual(
    expect.arrayContaining([
      'docs/reference/cli.md',
      'docs/reference/errors.md',
      'docs/reference/configuration.md',
    ]),
  );
  const broken = named.filter(({ page }) => {
    const [path = '', anchor] = page.split('#');
    return !existsSync(join(ROOT, path)) || (anchor !== undefined && !anchorsIn(path).has(anchor));
  });
  expect(broken).toEqual([]);
});
