import type { Hono } from 'hono';
import type { Desk } from '../../desk/desk';
import { returnTo } from '../../sign-in/return-to';
import { SIGNED_IN_AT, SignedInPage } from '../pages/sign-in-again-page';
import { SignInPage } from '../pages/sign-in-page';
import { show } from '../show';

export function addSignInPage(app: Hono, desk: Desk): void {
  app.get(SIGNED_IN_AT, (c) => show(c, <SignedInPage />));
  app.get('/sign-in', (c) => show(c, <SignInPage desk={desk} to={returnTo(c.req.query('to'))} />));
}
