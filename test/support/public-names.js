/**
 * The public names of the package with their doc comments, as an editor resolves them. API Extractor cannot do this: it does
 * not look inside types that are inferred from schemas, such as the config.
 */
const ts = require('typescript');

const OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node20,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  jsx: ts.JsxEmit.ReactJSX,
  jsxImportSource: 'hono/jsx',
  strict: true,
  esModuleInterop: true,
  skipLibCheck: true,
  noEmit: true,
};

/** The types that people write by hand: the config, and what the steps of an agent get and return. */
const WRITTEN = /^(ConfigInput|PolicyInput|TriggerInput|BusinessHours|StepInput|StepAnswer)$/;

/**
 * The names that the entry points export, such as `ApprovalManager.approve` or `ConfigInput.policies[].name`: every export,
 * every method, and every key of the types that people write by hand. Each has its doc comment (empty if it has none) and its
 * declarations.
 *
 * @param entryPoints sources or declaration files
 * @param isOurs whether a file belongs to the package: members that it inherits from elsewhere need no comment
 */
function publicNames(entryPoints, isOurs) {
  const program = ts.createProgram(entryPoints, OPTIONS);
  const checker = program.getTypeChecker();
  const found = [];
  /** The types that contain the one that is visited: a recursive type is visited once. */
  const around = new Set();

  const docOf = (symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const isOwn = (symbol) => (symbol.declarations ?? []).some((node) => isOurs(node.getSourceFile().fileName));
  const isHidden = (symbol) =>
    symbol.name.startsWith('__') ||
    (symbol.declarations ?? []).some(
      (node) =>
        ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected) ||
        (node.name && ts.isPrivateIdentifier(node.name)),
    );

  const isWritten = (path) => WRITTEN.test(path.split(/[.[]/)[0]);

  /** The members of an object type, of the items of lists and records, and of the alternatives of unions. */
  function visitType(type, path) {
    if (around.has(type)) return;
    around.add(type);
    visitParts(type, path);
    around.delete(type);
  }

  function visitParts(type, path) {
    if (type.isUnionOrIntersection() && type.isUnion())
      return type.types.forEach((each) => visitType(each, path));
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return;
    if (checker.isArrayType(type) || checker.isTupleType(type))
      return checker.getTypeArguments(type).forEach((item) => visitType(item, `${path}[]`));
    const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
    if (index) visitType(index.type, `${path}.*`);
    for (const member of type.getProperties()) visitMember(member, path);
  }

  function visitMember(member, path) {
    if (!isOwn(member) || isHidden(member)) return;
    const name = `${path}.${member.name}`;
    const type = checker.getTypeOfSymbol(member);
    const isMethod = type.getCallSignatures().length > 0;
    if (isMethod || isWritten(path))
      found.push({ name, doc: docOf(member), declarations: member.declarations ?? [] });
    if (!isMethod && isWritten(path)) visitType(checker.getNonNullableType(type), name);
  }

  for (const file of entryPoints) {
    const source = program.getSourceFile(file);
    for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(source))) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (!isOwn(symbol)) continue;
      const doc = docOf(symbol) || docOf(exported);
      found.push({ name: exported.name, doc, declarations: symbol.declarations ?? [] });
      if (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias))
        visitType(checker.getDeclaredTypeOfSymbol(symbol), exported.name);
    }
  }
  return found;
}

module.exports = { publicNames };
