import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as ts from 'typescript';

/*
 * The sandbox loads the modules of `workflows/preloaded.ts` once for all workflows of a worker. State in one of them
 * would be visible to every workflow. The sandbox freezes their exports, but not Maps, Sets and internal variables.
 */

const ROOT = resolve(__dirname, '../..');

/** Constants that look like state of one workflow but are not, each with the reason. */
const ALLOWED: Record<string, string> = {
  'workflows/core/raw-message.ts: readBefore is changed':
    'its keys are payloads, and a payload belongs to one workflow',
  'workflows/core/sdk-patches.ts: resetAt is changed':
    'its keys are activators, and each workflow has its own',
  'workflows/core/trace.ts: traces is changed': 'its keys are activators, and each workflow has its own',
  'workflows/core/trace.ts: { hitlTrace } is made by proxySinks':
    'it keeps nothing: each call goes to the current activator',
  'workflows/preloaded.ts: runs omitPromiseStacks(); when it is loaded':
    'it changes Promise once, for all workflows alike',
};

/** Packages whose modules keep no state of one workflow. The SDK keeps it in the activator. */
const PACKAGES = [
  '@noble/hashes/sha2',
  '@noble/hashes/utils',
  '@temporalio/common',
  '@temporalio/common/lib/encoding',
  '@temporalio/workflow',
  '@temporalio/workflow/lib/global-attributes',
  'canonicalize',
  're2js',
  'zod',
];

/** Functions that may be called while a module loads: what they return keeps no state. */
const MAKERS =
  /^(z|text|Object|\w+Schema|define(Query|Signal|Update|SearchAttributeKey)|proxy(Local)?Activities)$/;
const CONTAINERS = /^(Map|Set|WeakMap|WeakSet|Array)$/;
const CONSTANTS = /^(Proxy|RegExp|TextEncoder|TextDecoder)$/;
const MUTATORS = /^(set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin)$/;

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest, true);
}

function nodesOf(root: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [root];
  root.forEachChild((child) => void nodes.push(...nodesOf(child)));
  return nodes;
}

/** The modules that a module loads. Type imports do not exist at run time. */
function importsOf(source: ts.SourceFile): string[] {
  return nodesOf(source).flatMap((node) => {
    const loads = (ts.isImportDeclaration(node) && !importsTypesAlone(node)) || isExportFrom(node);
    const name = loads ? node.moduleSpecifier : requiredBy(node);
    return name && ts.isStringLiteral(name) ? [name.text] : [];
  });
}

function importsTypesAlone({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false;
  const names = importClause.namedBindings;
  const areTypes = names && ts.isNamedImports(names) && names.elements.every((each) => each.isTypeOnly);
  return importClause.isTypeOnly || (importClause.name === undefined && areTypes === true);
}

function isExportFrom(node: ts.Node): node is ts.ExportDeclaration {
  return ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && !node.isTypeOnly;
}

function requiredBy(node: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const isRequire = ts.isIdentifier(expression) && expression.text === 'require';
  return isRequire || expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined;
}

/** All modules that this one loads, directly and indirectly, and the packages. */
function loadedBy(entry: string): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const load = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    for (const name of importsOf(parse(readFileSync(join(ROOT, file), 'utf8')))) {
      if (!name.startsWith('.')) packages.add(name);
      else load(fileOf(join(dirname(file), name)));
    }
  };
  load(entry);
  return { files: [...files].sort(), packages: [...packages].sort() };
}

function fileOf(path: string): string {
  const found = [`${path}.ts`, join(path, 'index.ts')].find((file) => existsSync(join(ROOT, file)));
  if (found === undefined) throw new Error(`${path}: no such module`);
  return relative(ROOT, join(ROOT, found));
}

/** The parts of a module that could be state of one workflow. */
function stateIn(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (ts.isExpressionStatement(statement)) return `runs ${statement.getText()} when it is loaded`;
    if (ts.isClassDeclaration(statement)) return statement.members.flatMap(stateInMember);
    if (!ts.isVariableStatement(statement)) return [];
    const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    return statement.declarationList.declarations.flatMap((declaration) => {
      const name = declaration.name.getText();
      const problem = isConst ? stateInConstant(declaration, isExported) : 'is no constant';
      return problem === undefined ? [] : `${name} ${problem}`;
    });
  });
}

function stateInMember(member: ts.ClassElement): string[] {
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  const isStatic = modifiers.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  if (ts.isClassStaticBlockDeclaration(member)) return ['a static block runs when it is loaded'];
  return isStatic && ts.isPropertyDeclaration(member) ? [`${member.name.getText()} is static`] : [];
}

function stateInConstant(declaration: ts.VariableDeclaration, isExported: boolean): string | undefined {
  const value = declaration.initializer && unwrapped(declaration.initializer);
  if (value && ts.isCallExpression(value) && !MAKERS.test(firstName(value)))
    return `is made by ${firstName(value)}`;
  if (value && ts.isNewExpression(value)) {
    const type = value.expression.getText();
    const isReadonly = declaration.type?.getText().startsWith('Readonly') === true;
    if (!CONTAINERS.test(type) && !CONSTANTS.test(type)) return `is a new ${type}`;
    if (CONTAINERS.test(type) && isExported && !isReadonly) return `is a ${type} that others may change`;
  }
  if (isExported && value && ts.isRegularExpressionLiteral(value) && /[gy][a-z]*$/.test(value.text))
    return 'is an expression with a position, which throws once the sandbox has frozen it';
  const source = declaration.getSourceFile();
  return nodesOf(source).some((node) => changes(node, declaration.name.getText())) ? 'is changed' : undefined;
}

/** The expression without parentheses and casts around it. */
function unwrapped(expression: ts.Expression): ts.Expression {
  const isWrapper =
    ts.isParenthesizedExpression(expression) ||
    ts.isAsExpression(expression) ||
    ts.isSatisfiesExpression(expression) ||
    ts.isNonNullExpression(expression);
  return isWrapper ? unwrapped(expression.expression) : expression;
}

function isAccess(node: ts.Expression): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** The leftmost name in a call: `z` of `z.string().max(5)`. */
function firstName(expression: ts.Expression): string {
  let first = expression;
  while (ts.isCallExpression(first) || ts.isPropertyAccessExpression(first))
    first = unwrapped(first.expression);
  return ts.isIdentifier(first) ? first.text : 'a function of its own';
}

/** Whether the node changes the constant of this name: by a method, an assignment, `delete`, or `Object.assign`. */
function changes(node: ts.Node, name: string): boolean {
  const isOf = (target: ts.Expression | undefined) =>
    target !== undefined && isAccess(target) && firstAccessed(target) === name;
  if (ts.isCallExpression(node)) {
    const { expression } = node;
    if (!ts.isPropertyAccessExpression(expression)) return false;
    if (/^Object\.(assign|define\w+|setPrototypeOf)$/.test(expression.getText()))
      return node.arguments[0]?.getText() === name;
    return MUTATORS.test(expression.name.text) && firstAccessed(expression) === name;
  }
  if (ts.isBinaryExpression(node)) return isAssignment(node.operatorToken.kind) && isOf(node.left);
  if (ts.isDeleteExpression(node)) return isOf(node.expression);
  const isStep = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
  return (
    isStep &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken) &&
    isOf(node.operand)
  );
}

function firstAccessed(access: ts.Expression): string {
  let first = access;
  while (isAccess(first)) first = unwrapped(first.expression);
  return ts.isIdentifier(first) ? first.text : '';
}

describe('the modules that all workflows of a worker share', () => {
  const { files, packages } = loadedBy('workflows/preloaded.ts');

  it('keep no state of one workflow', () => {
    const found = files.flatMap((file) =>
      stateIn(parse(readFileSync(join(ROOT, file), 'utf8'))).map((problem) => `${file}: ${problem}`),
    );
    expect(found.sort()).toEqual(Object.keys(ALLOWED));
  });

  it('load packages that keep no state of one workflow', () => {
    expect(packages).toEqual(PACKAGES);
  });

  it('leave out the schemas of records, which only the API reads', () => {
    const withoutRecords = files.filter((file) => !file.startsWith('contract/records/'));
    expect(files).toEqual(withoutRecords);
    expect(loadedBy('workflows/registered.ts').files.join(' ')).not.toContain('contract/records/');
    expect(loadedBy('workflows/index.ts').files.join(' ')).not.toContain('contract/records/');
  });

  it('hold the code of every workflow', () => {
    const entry = readFileSync(join(ROOT, 'workflows/registered.ts'), 'utf8');
    const workflows = importsOf(parse(entry)).map((name) => fileOf(join('workflows', name.slice(2))));
    expect(workflows.length).toBeGreaterThan(8);
    expect(files).toEqual(expect.arrayContaining(workflows.filter((file) => file.split('/').length === 3)));
  });

  it.each(['workflows/registered.ts', 'workflows/api/request-approval.ts', 'workflows/api/escalate.ts'])(
    'leave out %s, which is loaded for each workflow',
    (file) => {
      expect(files).not.toContain(file);
      expect(stateIn(parse(readFileSync(join(ROOT, file), 'utf8')))).not.toEqual([]);
    },
  );
});

describe('the check for state in a module', () => {
  it.each([
    ['let count = 0;', 'count is no constant'],
    ['var count = 0;', 'count is no constant'],
    ['const seen = new Set<string>();\nexport const see = (id: string) => seen.add(id);', 'seen is changed'],
    ['const ids: string[] = [];\nexport function add(id: string) { ids.push(id); }', 'ids is changed'],
    ['const last = { id: "" };\nexport function note(id: string) { last.id = id; }', 'last is changed'],
    ['const sum = { n: 0 };\nexport const next = () => sum.n++;', 'sum is changed'],
    [
      'const by = {} as Record<string, 1>;\nexport const drop = (id: string) => delete by[id];',
      'by is changed',
    ],
    ['const all = {};\nexport const take = (more: object) => Object.assign(all, more);', 'all is changed'],
    ['export const requests = new Map<string, string>();', 'requests is a Map that others may change'],
    ['const late = lateAnswers();', 'late is made by lateAnswers'],
    ['const next = (() => { let n = 0; return () => ++n; })();', 'next is made by a function of its own'],
    ['const store = new Store();', 'store is a new Store'],
    ['class Count { static n = 0; }', 'n is static'],
    [
      'export const BREAKS = /\\n/gu;',
      'BREAKS is an expression with a position, which throws once the sandbox has frozen it',
    ],
    ['noteResets();', 'runs noteResets(); when it is loaded'],
  ])('finds it in %j', (text, problem) => {
    expect(stateIn(parse(text))).toEqual([problem]);
  });

  it.each([
    "const KINDS = new Set(['a', 'b']);\nexport const isKind = (kind: string) => KINDS.has(kind);",
    'export const BREAK = /\\n/u;\nconst breaks = /\\n/g;',
    "export const LEVELS: ReadonlySet<string> = new Set(['a']);",
    "export const Schema = z.string().refine((value) => value !== '');",
    'export function count() { const seen = new Map(); seen.set(1, 1); let n = 0; return n; }',
    'const LIMITS = { bytes: 5 };\nexport const limits = (own: { bytes: number }) => { own.bytes = LIMITS.bytes; };',
  ])('finds none in %j', (text) => {
    expect(stateIn(parse(text))).toEqual([]);
  });

  it.each([
    ["import './a';", ['./a']],
    ["import { b, type B } from './b';", ['./b']],
    ["export * from './c';", ['./c']],
    ["const d = require('./d');", ['./d']],
    ["import type { E } from './e'; import { type F } from './f'; export type { G } from './g';", []],
  ])('follows the imports of %j', (text, names) => {
    expect(importsOf(parse(text))).toEqual(names);
  });
});
