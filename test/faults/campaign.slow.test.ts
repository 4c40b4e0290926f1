import { runCampaign } from './campaign';

/** A short campaign. `npm run faults` runs longer ones. `HITL_FAULTS_KEEP=FOLDER` keeps what a failure needs. */
it('decisions, claims, runs and messages under faults: nothing lost, nothing late, nothing twice', async () => {
  const seed = Number(process.env.HITL_FAULTS_SEED ?? Date.now() % 1_000_000);
  const keep = process.env.HITL_FAULTS_KEEP;
  const lines: string[] = [];
  const result = await runCampaign({
    ...{ seed, seconds: 25, decisions: Infinity, rate: 4 },
    ...(keep && { keep }),
    log: (line) => lines.push(line),
  });
  const { violations, faults, answers, deliveries } = result;
  expect({ seed, lines, violations }).toEqual({ seed, lines, violations: [] });
  // Without faults, decisions and messages the campaign would show nothing.
  expect(Object.keys(faults).length).toBeGreaterThan(0);
  expect(Object.keys(answers.decide ?? {}).length).toBeGreaterThan(1);
  expect(deliveries.messages).toBeGreaterThan(0);
}, 400_000);
