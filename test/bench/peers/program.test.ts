import { startProgram } from '../../../bench/peers/program';

const LINES = JSON.stringify(require.resolve('../../../bench/peers/programs/lines.js'));
const SCRIPT = `
  const { loops, serve } = require(${LINES});
  const decided = new Map();
  serve({
    add: ({ a, b }) => a + b,
    fail: () => { throw new RangeError('too far'); },
    wait: () => new Promise(() => {}),
    ...loops({
      request: async () => {},
      decide: async ({ id, decision }) => void decided.set(id, decision),
      result: async ({ id }) => (id === 'lost' ? 'pending' : decided.get(id) === 'approve' ? 'approved' : 'rejected'),
    }),
  });
`;

const start = () => startProgram(process.execPath, ['-e', SCRIPT], {});

test('a program answers several questions at once, and says which failed', async () => {
  const program = await start();
  try {
    const answers = [program.ask('add', { a: 1, b: 2 }), program.ask('add', { a: 3, b: 4 })];
    expect(await Promise.all(answers)).toEqual([3, 7]);
    await expect(program.ask('fail')).rejects.toThrow('RangeError: too far');
    await expect(program.ask('wait', {}, 50)).rejects.toThrow('no answer within 0.05 s');
  } finally {
    await program.kill();
  }
});

test('questions to a killed program fail at once', async () => {
  const program = await start();
  const waiting = program.ask('wait');
  await Promise.all([expect(waiting).rejects.toThrow('the program ended: SIGKILL'), program.kill()]);
  await expect(program.ask('add', { a: 1, b: 2 })).rejects.toThrow('the program ended');
});

test('an approval that is not approved is never measured', async () => {
  const program = await start();
  try {
    expect(await program.ask<number[]>('approveEach', { ids: ['a', 'b'] })).toHaveLength(2);
    const lost = program.ask('approveMany', { ids: ['c', 'lost'], atOnce: 2 });
    await expect(lost).rejects.toThrow("lost: measured no approval but 'pending'");
  } finally {
    await program.kill();
  }
});

test('a program that ends before it is ready is reported with its last words', async () => {
  await expect(startProgram(process.execPath, ['-e', 'throw new Error("no module")'], {})).rejects.toThrow(
    'no module',
  );
});
