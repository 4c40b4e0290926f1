import { startedByHand } from '../../support/by-hand';
import type { Visitor } from '../../support/form-visitor';
import { decideSelected, hiddenIn, textOf, unescaped } from '../../support/form-visitor';
import { stagedInbox } from '../../support/staged-inbox';
import { eventually } from '../../support/temporal';

jest.setTimeout(60_000);
const { inbox, pay, recordOf, as } = stagedInbox();

/** The checkbox value of this request's row, as soon as the list contains it. */
async function pickOf(visitor: Visitor, id: string): Promise<string> {
  let found: string | undefined;
  await eventually(async () => {
    const rows = await Promise.all(['/', '/?show=all'].map((path) => visitor.page(path)));
    const picks = rows.flatMap((html) => [...html.matchAll(/name="pick" value="([^"]*)"/g)]);
    found = picks.map(([, value = '']) => unescaped(value)).find((value) => value.includes(`"${id}"`));
    return found !== undefined;
  });
  return found ?? '';
}

describe('a form', () => {
  test('for selected requests decides each separately, and refuses requests of other approvers', async () => {
    const [own, others] = [await pay(), await pay({ action: 'delete_logs', resource: 'test' })];
    const [di, ana] = [await as('di'), await as('ana')];
    const pick = [
      await pickOf(ana, own),
      await pickOf(di, others),
      JSON.stringify({ id: 'nothing', contentHash: 'x', row: 'x' }),
    ];
    const { review, results } = await decideSelected(ana, 'approve', pick);
    expect(review).toContain('Not decided together with others (2)');
    expect(review).toContain('Approve this request');
    expect(results).toContain('1 of 1 counted');
    expect(results).toContain('Each request was decided separately. Reloading this page is safe.');
    expect((await recordOf(own)).status).toBe('approved');
    expect((await recordOf(others)).status).toBe('pending');
    expect(review.match(/no request has this id/g)).toHaveLength(2);
  });

  test.each([
    ['another action', { action: 'transfer_cent' }],
    ['another resource', { resource: 'the coffee fund' }],
    ['another description', { description: 'Transfer 1 cent' }],
    ['another requester', { requesterId: 'the-boss' }],
    ['another run', { runId: 'run-of-the-boss' }],
  ])(
    'for selected requests decides nothing if the row showed %s, unlike the request',
    async (_what, memo) => {
      const { id } = await startedByHand(
        inbox.temporal,
        { action: 'transfer_funds', context: { amount: 1e6 } },
        memo,
      );
      const ana = await as('ana');
      const { results: answer } = await decideSelected(ana, 'approve', [await pickOf(ana, id)]);
      expect(answer).toContain('0 of 1 counted');
      expect(answer).toContain('The row does not match the request');
      expect(answer).toContain(`does not match the content of the request (${Object.keys(memo).join()})`);
      expect(answer).toContain('transfer_funds');
      expect((await recordOf(id)).decisions).toEqual([]);
    },
  );

  test('for selected requests decides nothing if the digests of the row are wrong or missing', async () => {
    const { id } = await startedByHand(
      inbox.temporal,
      { action: 'transfer_funds' },
      { contentHash: 'of something else' },
    );
    const honest = await pay();
    const ana = await as('ana');
    const whole = JSON.parse(await pickOf(ana, honest)) as { id: string; contentHash: string; row: string };
    const answers = [
      await decideSelected(ana, 'approve', [await pickOf(ana, id)]),
      await decideSelected(ana, 'approve', [JSON.stringify({ ...whole, row: 'of another row' })]),
      await decideSelected(ana, 'approve', [JSON.stringify({ id: honest })]),
      await decideSelected(ana, 'approve', [JSON.stringify({ id: honest, contentHash: whole.contentHash })]),
    ];
    expect(answers[0]?.review).toContain('does not match the content');
    expect(answers[1]?.results).toContain('does not match the content');
    expect(answers[2]?.review).toContain('does not say what its row showed');
    expect(answers[3]?.review).toContain('does not say what its row showed');
    expect([0, 2, 3].map((at) => answers[at]?.results)).toEqual(['', '', '']);
    expect([await recordOf(id), await recordOf(honest)].map(({ decisions }) => decisions)).toEqual([[], []]);
    const last = await decideSelected(ana, 'approve', [JSON.stringify(whole)]);
    expect(last.results).toContain('1 of 1 counted');
  });

  test('for selected requests shows the arguments of each and its hash, and decides nothing that was not shown', async () => {
    const id = await pay();
    const ana = await as('ana');
    const pick = await pickOf(ana, id);
    const { csrf } = hiddenIn(await ana.page('/'), '/sign-out');
    const { contentHash } = JSON.parse(pick) as { contentHash: string };
    const tries = [
      pick,
      JSON.stringify({ ...JSON.parse(pick), shown: 'guessed' }),
      JSON.stringify({ id, contentHash, shown: 'guessed' }),
    ];
    for (const tried of tries) {
      const answer = await ana.post('/decide-reviewed', { csrf, decision: 'approve', pick: tried });
      expect(textOf(await answer.text())).toContain('0 of 1 counted');
    }
    expect((await recordOf(id)).decisions).toEqual([]);
    const html = await (await ana.post('/decide-selected', { csrf, decision: 'approve', pick })).text();
    const review = textOf(html);
    for (const part of ['DE89 3704 0044 0532 0130 00', 'Northwind Traders', '15,000', contentHash])
      expect(review).toContain(part);
    expect((await recordOf(id)).decisions).toEqual([]);
    const shown = unescaped(/name="pick" value="([^"]*)"/.exec(html)?.[1] ?? '');
    const bo = await as('bo');
    const others = { csrf: hiddenIn(await bo.page('/'), '/sign-out').csrf, decision: 'approve', pick: shown };
    expect(textOf(await (await bo.post('/decide-reviewed', others)).text())).toContain('was not opened');
    const counted = await ana.post('/decide-reviewed', { csrf, decision: 'approve', pick: shown });
    const results = textOf(await counted.text());
    expect(results).toContain('1 of 1 counted');
    expect(results).toContain((await recordOf(id)).description);
    const again = await ana.post('/decide-reviewed', { csrf, decision: 'approve', pick: shown });
    expect(await again.text()).toMatch(
      /approval was already counted at <time datetime="[^"]+" data-show="absolute" data-utc="beside">/,
    );
  });
});
