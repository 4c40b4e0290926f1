/**
 * Prints figures of the product's layout: `npm run layout`. They describe the layout and are not targets: a layout is
 * good when a reader needs few files to follow one behaviour.
 */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { dirname, join, posix } = require('node:path');
const ts = require('typescript');

const ROOT = dirname(__dirname);
const FOLDERS = require('../tsconfig.build.json').include.filter((name) => name !== 'index.ts');
const SMALL = 40;
const GENERATED = 'admin/cli/api/schema.ts';

const files = [
  'index.ts',
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      .filter((file) => file !== GENERATED),
  ),
].sort();

function parse(file) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

function resolve(from, name) {
  const path = posix.join(posix.dirname(from), name);
  return [`${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((file) => existsSync(join(ROOT, file)));
}

/** The files that a file imports, imports of types and `require` included. */
function importsOf(file, source) {
  const found = new Set();
  const visit = (node) => {
    const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
    const isCall =
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require');
    const name = isImport ? node.moduleSpecifier : isCall ? node.arguments[0] : undefined;
    if (name && ts.isStringLiteral(name) && name.text.startsWith('.')) found.add(resolve(file, name.text));
    node.forEachChild(visit);
  };
  visit(source);
  found.delete(undefined);
  return found;
}

function exportedNames(source) {
  return source.statements
    .filter((statement) => statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .flatMap((statement) =>
      ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.map(({ name }) => name.getText())
        : statement.name
          ? [statement.name.text]
          : [],
    );
}

/** Groups of files that import each other, directly or through others (Tarjan's algorithm). */
function circlesIn(graph) {
  const order = new Map();
  const lowest = new Map();
  const stack = [];
  const circles = [];
  const visit = (file) => {
    order.set(file, order.size);
    lowest.set(file, order.get(file));
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(file, Math.min(lowest.get(file), lowest.get(next)));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) circles.push(circle);
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}

const sources = new Map(files.map((file) => [file, parse(file)]));
const graph = new Map(files.map((file) => [file, importsOf(file, sources.get(file))]));
const lines = new Map(files.map((file) => [file, sources.get(file).getLineStarts().length - 1]));
const sorted = [...lines.values()].sort((a, b) => a - b);
const quantile = (part) => sorted[Math.floor(part * (sorted.length - 1))];
const importers = new Map(files.map((file) => [file, files.filter((other) => graph.get(other).has(file))]));
const single = files.filter((file) => importers.get(file).length === 1);
const definedIn = new Map();
for (const file of files)
  for (const name of exportedNames(sources.get(file)))
    definedIn.set(name, (definedIn.get(name) ?? new Set()).add(file));
const circles = circlesIn(graph);

console.table({
  files: files.length,
  lines: sorted.reduce((sum, count) => sum + count, 0),
  'lines of a file, median': quantile(0.5),
  'lines of a file, p90': quantile(0.9),
  'lines of a file, largest': quantile(1),
  'files with one importer': single.length,
  [`of these under ${SMALL} lines`]: single.filter((file) => lines.get(file) < SMALL).length,
  'exported names defined twice': [...definedIn.values()].filter((where) => where.size > 1).length,
  'import circles': circles.length,
});
for (const circle of circles) console.log(`circle: ${circle.join(' ')}`);
