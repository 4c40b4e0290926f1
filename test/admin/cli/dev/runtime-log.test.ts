import { logLine } from '../../../../admin/cli/dev/runtime-log';

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

test('a worker in production does not print the message of an error that a step threw', () => {
  const error = new TypeError('cannot pay 500 to ACME');
  error.stack = 'TypeError: cannot pay 500 to ACME\n    at step (/app/temporal.config.ts:12:5)';
  const meta = { workflowId: 'run-payments-1', activityType: 'runStep', error };
  expect(logLine({ ...entry, meta }, true)).toBe(
    '[WARN] Activity failed (run-payments-1, runStep): TypeError; its message is only in Temporal\n' +
      '    at step (/app/temporal.config.ts:12:5)\n',
  );
  const ours = { ...meta, activityType: 'deliver', error: new Error('smtp.example.com: no answer') };
  expect(logLine({ ...entry, meta: ours }, true)).toContain('smtp.example.com: no answer');
});

test('a log message about no particular workflow is shown unchanged', () => {
  expect(logLine({ ...entry, message: 'Worker is slow' })).toBe('[WARN] Worker is slow\n');
  expect(logLine({ ...entry, meta: { error: 'no error' } })).toBe('[WARN] Activity failed\n');
});
