import type { Hono } from 'hono';
import { startWorkerBeside } from '../../support/beside-worker';
import { later } from '../../support/clock';
import { confirmation, escalatedRun, managers, STAGED_CONFIG, transfer } from '../../support/demo-data';
import { hiddenIn, textOf, Visitor } from '../../support/form-visitor';
import { inboxApp } from '../../support/inbox-app';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

jest.setTimeout(60_000);
let temporal: TemporalForTests;
/** Two admin servers behind one address: one keeps a form, the other restores it. */
let [one, other]: Hono[] = [];
let stopWorker: () => Promise<void>;
let count = 0;

beforeAll(async () => {
  temporal = await startTemporal();
  stopWorker = startWorkerBeside(temporal, STAGED_CONFIG);
  const { admin } = STAGED_CONFIG;
  const config = {
    ...STAGED_CONFIG,
    admin: { ...admin!, sessionSecret: 'the same secret for both of the admin servers' },
  };
  [one, other] = [inboxApp(temporal, config), inboxApp(temporal, config)];
});
afterAll(async () => {
  await stopWorker?.();
  await temporal?.stop();
});

const all = () => managers(temporal);
const requested = () => transfer(all(), `kept-${++count}`);

interface Case {
  by: string;
  action: string;
  /** The typed fields, and the button. */
  typed: Record<string, string>;
  /** The page with the form, and the state that must stay the same when the form is shown again. */
  prepare: () => Promise<{ page: string; standing: () => Promise<unknown> }>;
}

async function request(path = requested): Promise<{ page: string; standing: () => Promise<unknown> }> {
  const id = await path();
  return { page: `/requests/${id}`, standing: () => temporal.manager.getRequest(id) };
}

async function escalation() {
  const id = await escalatedRun(all(), `kept-run-${++count}`);
  return { page: `/escalations/${id}`, standing: () => all().escalations.getEscalation(id) };
}

const TEXT = 'Line one "quoted"\n<b>line two</b> ümläut';

const CASES: Record<string, Case> = {
  approve: { by: 'ana', action: '/decide', typed: { decision: 'approve', text: TEXT }, prepare: request },
  reject: { by: 'ana', action: '/decide', typed: { decision: 'reject', text: TEXT }, prepare: request },
  confirm: {
    by: 'ana',
    action: '/decide',
    typed: { decision: 'approve', text: TEXT, confirm: 'DEPLOY' },
    prepare: () => request(() => confirmation(all(), 'ana')),
  },
  'cancel a request': { by: 'olga', action: '/cancel', typed: { reason: TEXT }, prepare: request },
  acknowledge: { by: 'ana', action: '/escalations/acknowledge', typed: {}, prepare: escalation },
  resolve: {
    by: 'ana',
    action: '/escalations/resolve',
    typed: { action: 'modify', modification: `{"budget": "${'9'.repeat(40_000)}"}`, resolution: TEXT },
    prepare: escalation,
  },
  promote: { by: 'ana', action: '/escalations/promote', typed: { reason: TEXT }, prepare: escalation },
  reassign: {
    by: 'ana',
    action: '/escalations/reassign',
    typed: { assignees: 'cy, di', reason: TEXT },
    prepare: escalation,
  },
  'cancel an escalation': {
    by: 'olga',
    action: '/escalations/cancel',
    typed: { reason: TEXT },
    prepare: escalation,
  },
  'cancel a run': {
    by: 'olga',
    action: '/runs/cancel',
    typed: { reason: TEXT },
    async prepare() {
      const id = `kept-run-${++count}`;
      await escalatedRun(all(), id);
      return { page: `/runs/${id}`, standing: () => all().runs.get(id) };
    },
  },
  'try the policies': {
    by: 'olga',
    action: '/policies',
    typed: { action: 'transfer_funds', resource: 'bank', context: '{"amount": 5}', requesterId: 'eve' },
    prepare: async () => ({ page: '/policies', standing: async () => 'unchanged' }),
  },
};

/** The field values of the form for `action` on a page. */
function valuesIn(html: string, action: string): Record<string, string> {
  const form =
    html
      .split('<form')
      .find((part) => part.includes(`action="${action}"`))
      ?.split('</form>')[0] ?? '';
  const areas = [...form.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>\n?([\s\S]*?)<\/textarea>/g)];
  const lines = [...form.matchAll(/<input id="[^"]*" name="([^"]*)"(?: value="([^"]*)")?/g)];
  const choices = [...form.matchAll(/<input type="radio" name="([^"]*)" value="([^"]*)"[^>]* checked/g)];
  return Object.fromEntries(
    [...areas, ...lines, ...choices].map(([, name = '', value = '']) => [name, unescape(value)]),
  );
}

function unescape(html: string): string {
  return html.replace(
    /&(lt|gt|quot|#39|amp);/g,
    (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '',
  );
}

/** Sends the form after the sign-in has ended, and returns the answer. */
async function sentTooLate(visitor: Visitor, page: string, action: string, typed: object): Promise<Response> {
  const hidden = hiddenIn(await visitor.page(page), action);
  expect(hidden.csrf).toBeDefined();
  visitor.cookies.delete('hitl_session');
  return visitor.post(action, { ...hidden, ...typed });
}

describe('a form sent after the sign-in had ended is shown again after signing in, and changes nothing by itself', () => {
  test.each(Object.entries(CASES))('to %s', async (_what, { by, action, typed, prepare }) => {
    const { page, standing } = await prepare();
    const visitor = await Visitor.signedIn(one!, by);
    const before = await standing();
    const ended = await sentTooLate(visitor, page, action, typed);
    expect(ended.status).toBe(401);
    const html = await ended.text();
    expect(textOf(html)).toContain('What you typed is kept');
    // The page contains the text only in encrypted form.
    for (const text of Object.values(typed))
      if (text.length > 10) expect(html).not.toContain(text.slice(0, 10));

    // The dev sign-in of the page continues with the form.
    const signedIn = await visitor.post('/sign-in/dev', { ...hiddenIn(html, '/sign-in/dev'), name: by });
    expect([signedIn.status, signedIn.headers.get('Location')]).toEqual([307, action]);
    const { kept } = hiddenIn(html, action);
    const elsewhere = new Visitor(other!);
    elsewhere.cookies.set('hitl_session', visitor.cookies.get('hitl_session') ?? '');
    const again = await elsewhere.post(action, { name: by, to: action, kept });
    expect(again.status).toBe(200);
    const shown = await again.text();
    expect(textOf(shown)).toContain('Here is what you typed');
    const { decision: _decision, ...fields } = typed;
    expect(valuesIn(shown, action)).toMatchObject(fields);
    expect(await standing()).toEqual(before);

    // Sending the form now has its effect.
    const sent = await elsewhere.post(action, { ...hiddenIn(shown, action), ...typed });
    expect(sent.status).toBe(action === '/policies' ? 200 : 303);
    if (action !== '/policies') expect(await standing()).not.toEqual(before);
  });

  test('to decide selected requests, with the same rows selected', async () => {
    const [selected, other] = [await requested(), await requested()];
    const ana = await Visitor.signedIn(one!, 'ana');
    const picksIn = (html: string) => [...html.matchAll(/name="pick" value="([^"]*)"([^>]*)>/g)];
    const pickOf = async (id: string) =>
      picksIn(await ana.page('/?kind=approval'))
        .map(([, value = '']) => unescape(value))
        .find((value) => value.includes(`"${id}"`));
    await eventually(async () => Boolean((await pickOf(selected)) && (await pickOf(other))));
    const pick = await pickOf(selected);
    const ended = await sentTooLate(ana, '/?kind=approval', '/decide-selected', {
      decision: 'approve',
      text: TEXT,
      pick,
    });
    const { kept } = hiddenIn(await ended.text(), '/decide-selected');
    await ana.post('/sign-in/dev', { name: 'ana' });
    const shown = await (await ana.post('/decide-selected', { kept })).text();
    const checked = picksIn(shown).filter(([, , rest = '']) => rest.includes('checked'));
    expect(checked.map(([, value = '']) => unescape(value))).toEqual([pick]);
    expect(valuesIn(shown, '/decide-selected')).toMatchObject({ text: TEXT });
    expect(shown).toContain('data-at="/?kind=approval"');
    expect((await temporal.manager.getRequest(selected)).decisions).toEqual([]);
  });
});

describe('what was typed', () => {
  test('is not shown to another person who signs in', async () => {
    const { page } = await request();
    const ana = await Visitor.signedIn(one!, 'ana');
    const html = await (await sentTooLate(ana, page, '/decide', { decision: 'reject', text: TEXT })).text();
    const { kept } = hiddenIn(html, '/decide');
    const bo = await Visitor.signedIn(one!, 'bo');
    const answer = await bo.post('/decide', { kept });
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('line two');
  });

  test('stays in the page until the person has signed in, and is refused if changed, moved or too old', async () => {
    const { page } = await request();
    const ana = await Visitor.signedIn(one!, 'ana');
    const html = await (await sentTooLate(ana, page, '/decide', { decision: 'reject', text: TEXT })).text();
    const { kept = '' } = hiddenIn(html, '/decide');
    const early = await ana.post('/decide', { kept });
    expect([early.status, hiddenIn(await early.text(), '/decide').kept]).toEqual([401, kept]);
    await ana.post('/sign-in/dev', { name: 'ana' });
    const flipped = kept.slice(0, 50) + (kept[50] === 'A' ? 'B' : 'A') + kept.slice(51);
    expect((await ana.post('/decide', { kept: flipped })).status).toBe(403);
    expect((await ana.post('/decide', { kept: 'nothing' })).status).toBe(403);
    expect((await ana.post('/cancel', { kept })).status).toBe(403);
    expect((await ana.post('/decide', { kept }, { Origin: 'https://evil.example' })).status).toBe(403);
    const late = await later(61 * 60_000, () => ana.post('/decide', { kept }));
    expect(textOf(await late.text())).toContain('kept for an hour');
  });

  test('is not kept for a forged form or a form from another site', async () => {
    const stranger = new Visitor(one!);
    for (const csrf of ['', 'guessed', `${'a'.repeat(10)}.${'b'.repeat(43)}`]) {
      const html = await (await stranger.post('/decide', { csrf, text: TEXT })).text();
      expect(html).not.toContain('name="kept"');
    }
    const { page } = await request();
    const ana = await Visitor.signedIn(one!, 'ana');
    const fields = { ...hiddenIn(await ana.page(page), '/decide'), text: TEXT };
    ana.cookies.delete('hitl_session');
    expect((await ana.post('/decide', fields, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    const tooLarge = { ...fields, text: 'x'.repeat(600 * 1024) };
    const answer = await ana.post('/decide', tooLarge);
    expect([answer.status, (await answer.text()).includes('name="kept"')]).toEqual([401, false]);
  });

  test('is shown even if the request was decided meanwhile and has no form any more', async () => {
    const id = await requested();
    const ana = await Visitor.signedIn(one!, 'ana');
    const html = await (
      await sentTooLate(ana, `/requests/${id}`, '/decide', { decision: 'reject', text: TEXT })
    ).text();
    await temporal.manager.approve(id, { decidedBy: 'bo' });
    await ana.post('/sign-in/dev', { name: 'ana' });
    const shown = textOf(await (await ana.post('/decide', hiddenIn(html, '/decide'))).text());
    expect(shown).toContain('It can no longer be sent from this page.');
    expect(shown).toContain('line two');
  });

  test('is shown again at once if the page is from an earlier sign-in of the same person', async () => {
    const id = await requested();
    const ana = await Visitor.signedIn(one!, 'ana');
    const hidden = hiddenIn(await ana.page(`/requests/${id}`), '/decide');
    ana.cookies.delete('hitl_session');
    await ana.post('/sign-in/dev', { name: 'ana' });
    const answer = await ana.post('/decide', { ...hidden, decision: 'reject', text: TEXT });
    const html = await answer.text();
    expect([answer.status, valuesIn(html, '/decide').text]).toEqual([403, TEXT]);
    expect(textOf(html)).toContain('from your earlier sign-in');
    expect((await temporal.manager.getRequest(id)).decisions).toEqual([]);
  });
});
