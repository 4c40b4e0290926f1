#!/usr/bin/env node
import { flush, processIo } from './io';
import { run } from './program';

// Exits explicitly, because an open connection would keep the process alive. Flushes first, because writing to a pipe takes a moment.
void run(process.argv.slice(2), processIo()).then(async (code) => {
  await flush();
  process.exit(code);
});
