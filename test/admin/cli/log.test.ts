import { processIo } from '../../../admin/cli/io';
import { jsonEntry, logSettings, outputWithLog } from '../../../admin/cli/log';
import { createOutput } from '../../../admin/cli/output';

const read = (text: string) => JSON.parse(text) as Record<string, unknown>;

it('logs warnings as text unless a flag or the environment says otherwise; the flag wins', () => {
  expect(logSettings({}, {})).toEqual({ format: 'text', level: 'warn' });
  const env = { HITL_LOG_FORMAT: 'json', HITL_LOG_LEVEL: 'info' };
  expect(logSettings({}, env)).toEqual({ format: 'json', level: 'info' });
  expect(logSettings({ logFormat: 'text', logLevel: 'warn' }, env)).toEqual({
    format: 'text',
    level: 'warn',
  });
});

it('names the variable with a wrong value', () => {
  expect(() => logSettings({}, { HITL_LOG_FORMAT: 'xml' })).toThrow(
    "HITL_LOG_FORMAT is 'xml'; it must be one of text, json",
  );
});

it('writes the remarks of a program as entries, and leaves its answer on stdout as it is', () => {
  const [stdout, stderr]: string[][] = [[], []];
  const io = {
    ...processIo(),
    stdout: (text: string) => void stdout!.push(text),
    stderr: (text: string) => void stderr!.push(text),
  };
  const out = outputWithLog(createOutput(io, 'text'), io, { format: 'json', level: 'warn' });
  out.note('Stopped.');
  out.note('Warning: the policy\nnever applies');
  out.answer({}, 'The worker is running.');
  expect(stderr!.map(read)).toMatchObject([
    { level: 'info', message: 'Stopped.' },
    { level: 'warn', message: 'the policy\nnever applies' },
  ]);
  expect(stdout).toEqual(['The worker is running.\n']);
});

it('leaves out attributes that may contain what people and agents wrote', () => {
  const meta = { workflowId: 'pay-1', workflowType: 'hitlApproval', event: 'notification.failed', to: 'ana' };
  const entry = read(
    jsonEntry('WARN', 'not delivered', { ...meta, error: 'refused: the text', note: 'text' }),
  );
  expect(entry).toEqual({
    time: expect.stringMatching(/Z$/),
    level: 'warn',
    message: 'not delivered',
    requestId: 'pay-1',
    event: 'notification.failed',
    workflowId: 'pay-1',
    workflowType: 'hitlApproval',
  });
});
