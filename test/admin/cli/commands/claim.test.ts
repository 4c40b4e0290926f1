import { CONFIG, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cliAt } from '../run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal?.stop());

const approved = async () => {
  const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent' });
  await temporal.manager.approve(id, { decidedBy: 'ana' });
  await temporal.manager.waitForApproval(id, { timeout: '20s' });
  return id;
};

const work =
  (story: () => Promise<void>, config = CONFIG) =>
  () =>
    temporal.withWorker(story, config);

test(
  'the claim and its outcome are answered, and `hitl show` shows them',
  work(async () => {
    const id = await approved();
    expect((await hitl.text(['show', id])).stdout).toContain('Not claimed yet');
    const claimed = await hitl.text(['claim', id, '--by', 'pay-bot', '--attempt', 'job-17']);
    expect([claimed.code, claimed.stdout]).toEqual([
      0,
      expect.stringMatching(/^claimed: Claimed by pay-bot.*\njob-17\n$/),
    ]);
    expect(claimed.stderr).toContain(`hitl outcome ${id} committed --attempt job-17 ${temporal.at}`);
    expect((await hitl.text(['show', id])).stdout).toContain('outcome not reported yet');
    const other = await hitl.json(['claim', id]);
    expect([other.code, other.json]).toEqual([9, expect.objectContaining({ outcome: 'already_claimed' })]);
    const report = ['outcome', id, 'committed', '--attempt', 'job-17', '--reference', 'transfer-17'];
    const reported = await hitl.text(report);
    expect([reported.code, reported.stdout]).toEqual([0, expect.stringContaining(`${id} is committed.`)]);
    expect((await hitl.text(['show', id])).stdout).toMatch(
      /use +Used by pay-bot at .+: committed \(transfer-17\)/,
    );
    const wrong = await hitl.json(['outcome', id, 'failed', '--attempt', 'job-18', '--detail', 'no funds']);
    expect([wrong.code, wrong.json.outcome]).toEqual([4, 'not_authorized']);
    expect((await hitl.json(['outcome', id, 'done', '--attempt', 'job-17'])).code).toBe(2);
    expect((await hitl.json(['outcome', id, 'failed'])).code).toBe(2);
  }),
);

test(
  'the exit codes say why there is no claim',
  work(async () => {
    const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent' });
    expect((await hitl.json(['claim', id])).code).toBe(5);
    expect((await hitl.json(['claim', await approved(), '--content-hash', 'other'])).code).toBe(9);
  }),
);

test(
  'a stale approval exits with 6',
  work(
    async () => {
      const id = await approved();
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const { code, json } = await hitl.json(['claim', id]);
      expect([code, json.outcome]).toEqual([6, 'stale']);
    },
    { ...CONFIG, policies: [{ name: 'payments', approvers: ['finance-team'], useWithin: '1s' }] },
  ),
);
