// What every program in JavaScript shares: answers to questions that come as lines of JSON, and the loops that are timed.
const { appendFileSync } = require('node:fs');
const { createInterface } = require('node:readline');
const { setTimeout: sleep } = require('node:timers/promises');

/** Answers each line `{ id, op, args }` with `{ id, result }` or `{ id, error }`. The program ends with its parent. */
exports.serve = function serve(ops) {
  const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const { id, op, args } = JSON.parse(line);
    Promise.resolve()
      .then(() => ops[op](args))
      .then((result = null) => say({ id, result }))
      .catch((error) => say({ id, error: `${error?.name ?? 'Error'}: ${error?.message ?? error}` }));
  });
  lines.on('close', () => process.exit(0));
  say({ ready: true });
};

/** The loops over many approvals. They run here, so that no time goes to the talk with the parent. */
exports.loops = function loops({ request, decide, result }) {
  const approve = async (id) => {
    await decide({ id, stage: 1, decision: 'approve', by: 'ana', key: `${id}-click` });
    const status = await result({ id, timeoutMs: 60_000 });
    if (status !== 'approved') throw new Error(`${id}: measured no approval but '${status}'`);
  };
  const timed = async (ids, atOnce, work) => {
    const begun = performance.now();
    const rest = ids.values();
    const lane = async () => {
      for (const id of rest) await work(id);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    return performance.now() - begun;
  };
  return {
    requestMany: ({ ids, atOnce, content }) => timed(ids, atOnce, (id) => request({ id, ...content })),
    approveMany: ({ ids, atOnce }) => timed(ids, atOnce, approve),
    async approveEach({ ids }) {
      const times = [];
      for (const id of ids) times.push(await timed([id], 1, approve));
      return times;
    },
  };
};

/** The tool of the probes: its effect is a line in a file, and then it takes a while until it has succeeded. */
exports.runTool = async function runTool({ id, amount }) {
  appendFileSync(process.env.EFFECTS, `${id} ${amount}\n`);
  await sleep(2_000);
};

/** Remembers which approvals have begun to wait. */
exports.waitingRoom = function waitingRoom() {
  const ids = new Set();
  return {
    enter: (id) => void ids.add(id),
    count: ({ prefix }) => [...ids].filter((id) => id.startsWith(prefix)).length,
  };
};

/** What `promise` resolves to, or 'pending' after the time. */
exports.within = function within(promise, timeoutMs) {
  return Promise.race([promise, sleep(timeoutMs, 'pending', { ref: false })]);
};
