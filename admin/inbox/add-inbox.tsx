import type { Hono } from 'hono';
import type { Desk } from '../desk/desk';
import type { SignIn } from '../sign-in/authenticate';

/** The pages that people decide on. */
export function addInbox(app: Hono, desk: Desk, signIn: SignIn): void {
  void desk;
  void signIn;
  app.get('/', (c) => c.html(<p>soon</p>));
}
