import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApprovalManager } from '../../../client';
import { inBatches } from '../../../rules/batches';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

/** Many claimers of one approval, and claimers that die (design rule 26). */

let temporal: TemporalForTests;
const claimers: ApprovalManager[] = [];
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  const { address, taskQueue } = temporal;
  // Ten connections: calls of one connection would reach the server one after the other.
  for (let count = 0; count < 10; count++)
    claimers.push(await ApprovalManager.connect({ address, taskQueue }));
});
afterAll(async () => {
  await Promise.all(claimers.map((claimer) => claimer.close()));
  await temporal?.stop();
});

/** About a minute in all, on two cores. */
const ROUNDS = 100;
const CLAIMERS = 50;
/** Rounds at the same time: while the server works on one, the claimers of another do. */
const ROUNDS_AT_ONCE = 4;

const approved = async () => {
  const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent' });
  await temporal.manager.approve(id, { decidedBy: 'ana' });
  await temporal.manager.waitForApproval(id, { timeout: '30s' });
  return id;
};

/** 50 claimers of one approval, at once. */
async function round(): Promise<void> {
  const id = await approved();
  const answers = await Promise.all(
    Array.from({ length: CLAIMERS }, (_, index) =>
      (claimers[index % claimers.length] as ApprovalManager).claim(id, {
        claimedBy: `bot-${index}`,
        attemptId: `try-${index}`,
      }),
    ),
  );
  const winners = answers.filter(({ outcome }) => outcome === 'claimed');
  expect(winners).toHaveLength(1);
  expect(answers.filter(({ outcome }) => outcome === 'already_claimed')).toHaveLength(CLAIMERS - 1);
  // Everyone is told the same winner.
  expect(new Set(answers.map(({ use }) => use?.attemptId))).toEqual(new Set([winners[0]?.use?.attemptId]));
}

test(
  `of ${CLAIMERS} claimers at once exactly one gets the claim, in ${ROUNDS} rounds`,
  () =>
    temporal.withWorker(async () => {
      let rounds = 0;
      await inBatches(Array.from({ length: ROUNDS }), ROUNDS_AT_ONCE, async () => {
        await round();
        rounds++;
      });
      expect(rounds).toBe(ROUNDS);
    }),
  600_000,
);

test('of claimers that race with a release and with the end in Temporal, at most one holds the claim', () =>
  temporal.withWorker(async () => {
    for (let round = 0; round < 10; round++) {
      const id = await approved();
      await temporal.manager.claim(id, { claimedBy: 'first', attemptId: 'first' });
      const isTerminated = round % 2 === 0;
      const end = isTerminated
        ? temporal.client.workflow.getHandle(`${id}-use`).terminate('by hand')
        : temporal.manager.reportOutcome(id, { attemptId: 'first', outcome: 'not_started' });
      const racing = claimers.map((claimer, index) =>
        claimer.claim(id, { claimedBy: `bot-${index}`, attemptId: `try-${index}` }),
      );
      await end;
      const late = claimers.map((claimer, index) =>
        claimer.claim(id, { claimedBy: `late-${index}`, attemptId: `late-${index}` }),
      );
      const answers = await Promise.all([...racing, ...late]);
      const winners = answers.filter(({ outcome }) => outcome === 'claimed');
      expect(winners).toHaveLength(isTerminated ? 0 : 1);
    }
  }));

/** A program that claims with the attempt `job-17` and then acts: it writes a line. */
function claimer(id: string, effects: string, dies: 'before' | 'after' | 'never'): ChildProcess {
  return fork(join(__dirname, '..', '..', 'support', 'run-ts.js'), [
    join(__dirname, '..', '..', 'support', 'claiming-program.ts'),
    temporal.address,
    id,
    effects,
    dies,
  ]);
}

test.each([
  ['before', 1],
  ['after', 2],
] as const)(
  'a claimer that dies %s its effect gets the claim again by its attempt, and no other does',
  (dies, lines) =>
    temporal.withWorker(async () => {
      const effects = join(mkdtempSync(join(tmpdir(), 'hitl-claim-')), 'effects');
      appendFileSync(effects, '');
      const id = await approved();
      const [, signal] = (await once(claimer(id, effects, dies), 'exit')) as [number | null, string | null];
      expect(signal).toBe('SIGKILL');
      expect(await temporal.manager.claim(id, { claimedBy: 'other', attemptId: 'job-18' })).toMatchObject({
        outcome: 'already_claimed',
        use: { claimedBy: 'payer', attemptId: 'job-17' },
      });
      const [code] = (await once(claimer(id, effects, 'never'), 'exit')) as [number | null];
      expect(code).toBe(0);
      // Its retry has the same idempotency key, by which the other side recognizes what it has done before.
      expect(readFileSync(effects, 'utf8').trim().split('\n')).toEqual(
        Array.from({ length: lines }, () => 'job-17'),
      );
      expect((await temporal.manager.getRequest(id)).use).toMatchObject({
        outcome: 'committed',
        attemptId: 'job-17',
      });
      expect(await temporal.manager.claim(id, { claimedBy: 'payer', attemptId: 'job-17' })).toMatchObject({
        outcome: 'already_claimed',
      });
    }),
);
