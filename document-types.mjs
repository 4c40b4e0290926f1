// Writes the doc comments of config keys into the declaration files in dist/, where tsc leaves them out: the config's types are
// inferred from schemas. With them, editors show the comments to users of the package. Part of packing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicNames } from './test/support/public-names.js';

const ROOT = import.meta.dirname;
const DIST = join(ROOT, 'dist');
const ENTRY_POINTS = ['index', 'client/index', 'workflows/index', 'worker/index'];

const isOurs = (file) => file.startsWith(ROOT) && !file.includes('node_modules');

/** @returns how many comments were written */
export function documentTypes() {
  const docs = new Map();
  for (const { name, doc } of publicNames(
    ENTRY_POINTS.map((file) => join(ROOT, `${file}.ts`)),
    isOurs,
  ))
    if (doc !== '' && !docs.has(name)) docs.set(name, doc);
  // A declaration may be reached by several names.
  const missing = new Map();
  for (const { name, doc, declarations } of publicNames(
    ENTRY_POINTS.map((file) => join(DIST, `${file}.d.ts`)),
    isOurs,
  ))
    if (doc === '' && docs.has(name))
      for (const node of declarations)
        missing.set(`${node.getSourceFile().fileName}:${node.getStart()}`, { node, doc: docs.get(name) });
  const files = new Map();
  for (const { node, doc } of missing.values()) {
    const file = node.getSourceFile().fileName;
    files.set(file, [...(files.get(file) ?? []), { at: node.getStart(), doc }]);
  }
  for (const [file, comments] of files) {
    let text = readFileSync(file, 'utf8');
    for (const { at, doc } of comments.sort((a, b) => b.at - a.at))
      text = `${text.slice(0, at)}/** ${doc.replaceAll('*/', '* /').replaceAll('\n', '\n * ')} */ ${text.slice(at)}`;
    writeFileSync(file, text);
  }
  return missing.size;
}
