import { runCampaign } from './campaign';

/** A short campaign. `npm run faults` runs longer ones. */
it('decisions, claims, runs and messages under faults: nothing lost, nothing late, nothing twice', async () => {
  const seed = Number(process.env.HITL_FAULTS_SEED ?? Date.now() % 1_000_000);
  const lines: string[] = [];
  const result = await runCampaign({
    seed,
    seconds: 20,
    decisions: Infinity,
    rate: 4,
    log: (line) => lines.push(line),
  });
  const { violations, faults, answers, deliveries } = result;
  expect({ seed, violations }).toEqual({ seed, violations: [] });
  // Without faults, decisions and messages the campaign would show nothing.
  expect(Object.keys(faults).length).toBeGreaterThan(0);
  expect(Object.keys(answers.decide ?? {}).length).toBeGreaterThan(1);
  expect(deliveries.messages).toBeGreaterThan(0);
  process.stdout.write(`${lines.join('\n')}\n`);
}, 400_000);
