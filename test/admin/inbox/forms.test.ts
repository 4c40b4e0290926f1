import { confirmation, escalatedRun } from '../../support/demo-data';
import { hiddenIn, textOf, unescaped, Visitor } from '../../support/form-visitor';
import { at, stagedInbox } from '../../support/staged-inbox';

jest.setTimeout(60_000);
const { inbox, all, pay, recordOf, as } = stagedInbox();

let count = 0;

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
    await inbox.temporal.manager.approve(id, { decidedBy: 'bo' });
    expect(textOf(await di.submit(at(id), '/decide', { decision: 'approve' }))).toContain('approved by di');
  });

  test('without a reason rejects nothing and says why', async () => {
    const id = await pay();
    const page = await (await as('ana')).submit(at(id), '/decide', { decision: 'reject', text: '  ' });
    expect(textOf(page)).toContain('A rejection needs a reason');
    expect((await recordOf(id)).status).toBe('pending');
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
    expect((await new Visitor(inbox.app).post('/decide', fields)).status).toBe(401);
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
    await Promise.all([await as('ana'), await as('olga'), new Visitor(inbox.app)].map(scan));
    expect(seen.size).toBeGreaterThan(20);
    const after = [
      await recordOf(id),
      await recordOf(typed),
      await all().escalations.getEscalation(escalation),
    ];
    expect(after).toEqual(before);
  }, 180_000);

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
