import type { Hono } from 'hono';
import { startWorkerBeside } from '../../support/beside-worker';
import { startedByHand } from '../../support/by-hand';
import { confirmation, escalatedRun, managers, STAGED_CONFIG, transfer } from '../../support/demo-data';
import { decideSelected, hiddenIn, textOf, unescaped, Visitor } from '../../support/form-visitor';
import { INBOX_URL, inboxApp } from '../../support/inbox-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

jest.setTimeout(60_000);
let temporal: TemporalForTests;
let app: Hono;
let stopWorker: () => Promise<void>;
let count = 0;

beforeAll(async () => {
  temporal = await startTemporal();
  stopWorker = startWorkerBeside(temporal, STAGED_CONFIG);
  app = inboxApp(temporal, STAGED_CONFIG);
});
afterAll(async () => {
  await stopWorker?.();
  await temporal?.stop();
});

const all = () => managers(temporal);
const pay = (more: object = {}) => transfer(all(), `pay-${++count}`, more);
const at = (id: string) => `/requests/${encodeURIComponent(id)}`;
const recordOf = (id: string) => temporal.manager.getRequest(id);
const as = (name: string) => Visitor.signedIn(app, name);

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
  test('sent twice counts once, and reloading the answer decides nothing', async () => {
    const id = await pay();
    const ana = await as('ana');
    const fields = { ...hiddenIn(await ana.page(at(id)), '/decide'), decision: 'approve' };
    const [first, second] = [await ana.post('/decide', fields), await ana.post('/decide', fields)];
    expect([first.status, first.headers.get('Location'), second.status]).toEqual([303, at(id), 303]);
    expect(textOf(await ana.page(at(id)))).toContain('This decision counted before');
    expect(textOf(await ana.page(at(id)))).not.toContain('counted already');
    expect((await recordOf(id)).decisions).toHaveLength(1);
  });

  test('from an earlier stage approves nothing in the next stage', async () => {
    const id = await pay({ action: 'delete_table', resource: 'prod/orders' });
    const [ana, di] = [await as('ana'), await as('di')];
    expect(textOf(await ana.page(at(id)))).toContain(
      'Policy board_agrees (stage 2) requires 1 approval from board: di',
    );
    expect(textOf(await di.page(at(id)))).toContain('di is an approver of stage 2');
    expect(textOf(await ana.submit(at(id), '/decide', { decision: 'approve' }))).toContain(
      'requires 1 approval from finance-team',
    );
    const again = textOf(await ana.page(at(id)));
    expect(again).toContain('Others must approve it too');
    expect(again).not.toMatch(/ Approve /);
    await temporal.manager.approve(id, { decidedBy: 'bo' });
    expect(textOf(await di.submit(at(id), '/decide', { decision: 'approve' }))).toContain('approved by di');
  });

  test('without a reason rejects nothing and says why', async () => {
    const id = await pay();
    const page = await (await as('ana')).submit(at(id), '/decide', { decision: 'reject', text: '  ' });
    expect(textOf(page)).toContain('A rejection needs a reason');
    expect((await recordOf(id)).status).toBe('pending');
  });

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
    expect(review).toContain('Approve these 1');
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
        temporal,
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
      temporal,
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
    expect(textOf(await counted.text())).toContain('1 of 1 counted');
  });

  test('to cancel is shown to an operator, not to an approver', async () => {
    const id = await pay();
    expect(await (await as('ana')).page(at(id))).not.toContain('action="/cancel"');
    const page = await (await as('olga')).submit(at(id), '/cancel', { reason: 'not needed' });
    expect(textOf(page)).toMatch(/cancelled by olga .*not needed/);
  });
});

describe('nothing is decided', () => {
  const refused = async (fields: object, headers: Record<string, string> = {}, by = 'ana') => {
    const answer = await (await as(by)).post('/decide', fields, headers);
    expect(answer.headers.get('Location')).toBeNull();
    return [answer.status, textOf(await answer.text())] as const;
  };

  test('by a form from another session, site or origin, or without a session', async () => {
    const id = await pay();
    const ana = await as('ana');
    const fields = { ...hiddenIn(await ana.page(at(id)), '/decide'), decision: 'approve' };
    expect((await refused(fields))[1]).toContain('earlier sign-in');
    expect((await refused({ ...fields, csrf: '' }))[0]).toBe(403);
    const foreign: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'null', 'Sec-Fetch-Site': '' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ];
    for (const headers of foreign) expect((await ana.post('/decide', fields, headers)).status).toBe(403);
    expect((await new Visitor(app).post('/decide', fields)).status).toBe(401);
    expect((await recordOf(id)).decisions).toEqual([]);
  });

  test('by a form with the origin null, unless the browser reports the same origin', async () => {
    const id = await pay();
    const ana = await as('ana');
    const fields = { ...hiddenIn(await ana.page(at(id)), '/decide'), decision: 'approve' };
    const headers = { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' };
    expect((await ana.post('/decide', { ...fields, csrf: 'guessed' }, headers)).status).toBe(403);
    expect((await ana.post('/decide', fields, headers)).status).toBe(303);
    expect((await recordOf(id)).status).toBe('approved');
  });

  test('by opening, prefetching or scanning every link of every page', async () => {
    const id = await pay();
    const typed = await confirmation(all(), 'ana');
    const escalation = await escalatedRun(all(), `scanned-${++count}`);
    const before = [
      await recordOf(id),
      await recordOf(typed),
      await all().escalations.getEscalation(escalation),
    ];
    const seen = new Set<string>();
    const scan = async (visitor: Visitor) => {
      const todo = [
        '/',
        at(id),
        at(typed),
        `/escalations/${escalation}`,
        '/decide',
        '/sign-out',
        '/sign-in/dev',
      ];
      for (const path of todo) {
        for (const [method, purpose] of [
          ['HEAD', ''],
          ['GET', 'prefetch'],
          ['GET', ''],
        ] as const) {
          const answer = await visitor.get(path, { 'Sec-Purpose': purpose }, method);
          const links = [...(await answer.text()).matchAll(/(?:href|action)="(\/[^"]*)"/g)];
          for (const [, link = ''] of links) {
            const found = unescaped(link).split('#')[0] ?? '';
            if (!todo.includes(found) && todo.length < 80) todo.push(found);
          }
        }
        seen.add(path);
      }
    };
    await Promise.all([await as('ana'), await as('olga'), new Visitor(app)].map(scan));
    expect(seen.size).toBeGreaterThan(20);
    const after = [
      await recordOf(id),
      await recordOf(typed),
      await all().escalations.getEscalation(escalation),
    ];
    expect(after).toEqual(before);
  });

  test('by a form with JSON that would lose digits or keys; the error says where', async () => {
    const olga = await as('olga');
    const context = '{"lines": [{"amount": 9007199254740993}]}';
    const tried = await olga.submit('/policies', '/policies', { action: 'pay', requesterId: 'eve', context });
    expect(textOf(tried)).toContain('context.lines[0].amount is an integer beyond');
    const escalation = await escalatedRun(all(), `lossy-${++count}`);
    const resolution = { action: 'modify', resolution: 'less', modification: '{"budget": 1, "budget": 100}' };
    const ana = await as('ana');
    const page = await ana.submit(`/escalations/${escalation}`, '/escalations/resolve', resolution);
    expect(textOf(page)).toContain('Nothing was sent: modification.budget appears twice in one object');
    expect((await all().escalations.getEscalation(escalation)).status).not.toBe('resolved');
  });

  test('by a forged notice cookie, and its text is not shown', async () => {
    const id = await pay();
    const ana = await as('ana');
    const [name, value] = [
      'hitl_verdict',
      Buffer.from('{"counted":true,"title":"Approved"}').toString('base64url'),
    ];
    ana.cookies.set(name, `${value}.c2lnbmF0dXJl`);
    expect(await ana.page(at(id))).not.toContain('id="verdict"');
  });
});

describe('a page', () => {
  test('leads through the sign-in to the requested page, never to another site', async () => {
    const stranger = new Visitor(app);
    const sent = await stranger.get('/requests/a%2Fb?x=1');
    expect([sent.status, sent.headers.get('Location')]).toEqual([
      302,
      `/sign-in?to=${encodeURIComponent('/requests/a%2Fb?x=1')}`,
    ]);
    const signInPage = await stranger.page('/sign-in?to=%2Frequests%2Fx');
    expect(signInPage).toContain('value="/requests/x"');
    expect(textOf(signInPage)).toContain(
      'Development sign-in: anyone can sign in as anyone. Use it only on your own machine.',
    );
    expect(await stranger.page('/sign-in?to=https:%2F%2Fevil.example')).not.toContain('evil.example');
  });

  test('that the reader may not read looks like a page that does not exist', async () => {
    const id = await pay();
    const eve = await as('eve');
    const [others, nothing] = [await eve.get(at(id)), await eve.get('/requests/nothing')];
    expect([others.status, nothing.status]).toEqual([404, 404]);
    const same = (html: string) => html.replace(/value="[^"]*"/g, '');
    expect(same(await others.text())).toBe(same(await nothing.text()));
    const found = textOf(await eve.page(`/search?q=${id}`));
    expect(found).toContain(`No match for ${id}.`);
    expect((await eve.get('/policies')).status).toBe(403);
  });

  test.each([
    ['an id with slashes', 'a/b?c#d%2Fe&f=g'],
    ['an id of two dots', '..'],
    ['an id in another script', 'zahlung-für-Ω "7" <b>'],
  ])('is found by %s', async (_what, id) => {
    await transfer(all(), id);
    const ana = await as('ana');
    const found = await ana.get(`/search?q=${encodeURIComponent(id)}`);
    const to = found.headers.get('Location') ?? '';
    expect(found.status).toBe(302);
    expect(textOf(await ana.submit(to, '/decide', { decision: 'approve' }))).toContain(
      'Your approval counted',
    );
  });

  test('is not cached, links to no other site and has no inline script', async () => {
    const ana = await as('ana');
    const answer = await ana.get('/');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const html = await answer.text();
    expect(html).not.toMatch(/<script(?![^>]* src="\/assets\/)|\sstyle=|\son[a-z]+=/);
    expect(html.match(/(?:src|href)="(?!\/|#)[^"]*"/g)).toBeNull();
    const asset = /href="(\/assets\/style\.[^"]*)"/.exec(html)?.[1] ?? '';
    expect((await app.request(INBOX_URL + asset)).headers.get('Cache-Control')).toContain('immutable');
  });

  test('distinguishes nothing for the reader from nothing at all', async () => {
    const id = await pay();
    await eventually(
      async () => (await temporal.manager.countRequests({ approver: 'ana', status: 'pending' })) > 0,
    );
    expect(textOf(await (await as('olga')).page('/'))).toContain('No requests are waiting for you.');
    expect(textOf(await (await as('eve')).page('/'))).toContain('No requests are pending.');
    await temporal.manager.cancel(id, { cancelledBy: 'olga' });
  });

  test('lists a decided request under Decided only', async () => {
    const id = await pay({ description: 'To be found among the decided' });
    const ana = await as('ana');
    const isIn = async (path: string) => (await ana.page(path)).includes(`href="${at(id)}"`);
    await eventually(() => isIn('/'));
    expect(await isIn('/?status=decided')).toBe(false);
    await temporal.manager.approve(id, { decidedBy: 'bo' });
    await eventually(() => isIn('/?status=decided'));
    await eventually(async () => !(await isIn('/')));
    expect(await isIn('/?status=decided&kind=confirmation')).toBe(false);
  });
});
