import { transfer } from '../../support/demo-data';
import { textOf, Visitor } from '../../support/form-visitor';
import { INBOX_URL } from '../../support/inbox-app';
import { at, stagedInbox } from '../../support/staged-inbox';
import { eventually } from '../../support/temporal';

jest.setTimeout(60_000);
const { inbox, all, pay, as } = stagedInbox();

describe('a page', () => {
  test('leads through the sign-in to the requested page, never to another site', async () => {
    const stranger = new Visitor(inbox.app);
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
    expect((await inbox.app.request(INBOX_URL + asset)).headers.get('Cache-Control')).toContain('immutable');
  });

  test('distinguishes nothing for the reader from nothing at all', async () => {
    const id = await pay();
    await eventually(
      async () => (await inbox.temporal.manager.countRequests({ approver: 'ana', status: 'pending' })) > 0,
    );
    expect(textOf(await (await as('olga')).page('/'))).toContain('No requests are waiting for you.');
    expect(textOf(await (await as('eve')).page('/'))).toContain('No requests are pending.');
    await inbox.temporal.manager.cancel(id, { cancelledBy: 'olga' });
  });

  test('lists a decided request under Decided only', async () => {
    const id = await pay({ description: 'To be found among the decided' });
    const ana = await as('ana');
    const isIn = async (path: string) => (await ana.page(path)).includes(`href="${at(id)}"`);
    await eventually(() => isIn('/'));
    expect(await isIn('/?status=decided')).toBe(false);
    await inbox.temporal.manager.approve(id, { decidedBy: 'bo' });
    await eventually(() => isIn('/?status=decided'));
    await eventually(async () => !(await isIn('/')));
    expect(await isIn('/?status=decided&kind=confirmation')).toBe(false);
  });
});
