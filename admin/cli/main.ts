#!/usr/bin/env node
import { flush, processIo } from './io';
import { run } from './program';

// Exits rather than waits for what may still hang on a connection. Written out first, since pipes take a moment.
void run(process.argv.slice(2), processIo()).then(async (code) => {
  await flush();
  process.exit(code);
});
