import type { Hono } from 'hono';
import { NameSchema } from '../../contract/text';
import type { Desk } from '../desk/desk';
import { returnTo } from './return-to';
import { demandSameOrigin } from './same-origin';
import { endSession, isCsrfToken, readSession, startSession } from './session';

/** Signs in the person that is picked: for one's own machine, where `deskSettings` keeps everyone else out. */
export function addDevSignIn(app: Hono, { settings }: Desk): void {
  if (!settings.signIn.dev) return;
  app.post('/sign-in/dev', async (c) => {
    // Otherwise any page could sign its visitor in as another person.
    demandSameOrigin(c, settings);
    const form = await c.req.parseBody();
    const name = NameSchema.safeParse(form.name);
    const to = returnTo(typeof form.to === 'string' ? form.to : undefined);
    if (!name.success) return c.redirect(`/sign-in?to=${encodeURIComponent(to)}`, 303);
    await startSession(c, settings, { account: `dev ${name.data}`, name: name.data });
    // A form that was kept over the sign-in goes on, as a form, to where it was going.
    return c.redirect(to, typeof form.kept === 'string' ? 307 : 303);
  });
}

/** Ends the session, of whichever sign-in. */
export function addSignOut(app: Hono, { settings }: Desk): void {
  app.post('/sign-out', async (c) => {
    const session = await readSession(c, settings);
    const { csrf } = await c.req.parseBody();
    if (session && isCsrfToken(settings, session, typeof csrf === 'string' ? csrf : undefined))
      endSession(c, settings);
    return c.redirect('/sign-in', 303);
  });
}
