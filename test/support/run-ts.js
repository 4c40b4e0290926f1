// Runs a TypeScript file whose imports may contain JSX: `node test/support/run-ts.js FILE [ARGUMENTS]`.
const { resolve } = require('node:path');
const { createJiti } = require('jiti');

const [file] = process.argv.splice(2, 1);
const jsx = { runtime: 'automatic', importSource: 'hono/jsx' };
createJiti(__filename, { jsx }).import(resolve(file));
