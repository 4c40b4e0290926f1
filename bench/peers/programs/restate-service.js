// An approval as a Restate workflow: it waits for a durable promise, which a shared handler resolves.
const { createRequire } = require('node:module');
const { runTool, serve, waitingRoom } = require('./lines.js');

const restate = createRequire(`${process.env.PEER_PACKAGES}/`)('@restatedev/restate-sdk');
const waiting = waitingRoom();

const approval = restate.workflow({
  name: 'approval',
  handlers: {
    async run(ctx, { id, amount, deadlineMs, stages, tool }) {
      for (let stage = 1; stage <= stages; stage++) {
        waiting.enter(id);
        try {
          const sent = await ctx.promise(`stage-${stage}`).get().orTimeout(deadlineMs);
          if (sent.decision !== 'approve') return 'rejected';
        } catch (error) {
          if (error instanceof restate.TimeoutError) return 'expired';
          throw error;
        }
      }
      if (tool) await ctx.run('tool', () => runTool({ id, amount }));
      return 'approved';
    },
    async decide(ctx, { stage, decision, by }) {
      await ctx.promise(`stage-${stage}`).resolve({ decision, by });
      return 'resolved';
    },
  },
});

/** Its errors go to stderr, because stdout is for answers. */
const logger = ({ level }, ...words) => {
  if (level === 'error') console.error(...words);
};

async function main() {
  await restate.serve({ services: [approval], port: Number(process.env.SERVICE_PORT), logger });
  serve({ waiting: waiting.count });
}

void main();
