import { logLine } from '../../../../admin/cli/dev/run-worker';

const entry = { level: 'WARN' as const, message: 'Activity failed' };

test('a step that failed says in which run, and where in the code', () => {
  const error = new Error("no 'vendor'");
  error.stack = [
    "Error: no 'vendor'",
    '    at parse (/app/node_modules/zod/index.js:1:2)',
    '    at step (/app/temporal.config.ts:12:5)',
    '    at main (/app/main.ts:3:1)',
  ].join('\n');
  const meta = { workflowId: 'run-payments-1', activityType: 'runStep', error };
  expect(logLine({ ...entry, meta })).toBe(
    "[WARN] Activity failed (run-payments-1, runStep): no 'vendor'\n    at step (/app/temporal.config.ts:12:5)\n",
  );
});

test('a log message about no particular workflow is shown unchanged', () => {
  expect(logLine({ ...entry, message: 'Worker is slow' })).toBe('[WARN] Worker is slow\n');
  expect(logLine({ ...entry, meta: { error: 'no error' } })).toBe('[WARN] Activity failed\n');
});
