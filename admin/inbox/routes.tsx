import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { problem, sendProblem } from '../http/problem';
import type { SignIn } from '../sign-in/authenticate';
import { addAssets } from './assets';
import { answerFailure } from './failures';
import { addEscalationActions } from './escalation';
import { addEscalationPages } from './escalations';
import { addInboxPage } from './home';
import { addPoliciesPage } from './policies';
import { addReferencePage, type ApiDocument } from './reference';
import { addRequestActions, addRequestPage } from './request';
import { addRunPages } from './runs';
import { addSearchPage } from './search';
import { addDecideSelected } from './decide-selected';
import { addSignInPage } from './sign-in';
import type { AdminContext } from '../http/context';
import { openHandlers } from './handlers';

const MAX_FORM_BYTES = 1024 * 1024;

/** The pages that people decide on. */
export function addInbox(
  app: Hono,
  admin: AdminContext,
  signIn: SignIn,
  readDocument: () => ApiDocument,
): void {
  const pages = new Hono();
  addAssets(pages);
  pages.use(async (c, next) => {
    // What people read here is theirs: no proxy, and no cache of a shared browser, keeps it.
    c.header('Cache-Control', 'no-store');
    await next();
  });
  pages.use(bodyLimit({ maxSize: MAX_FORM_BYTES, onError: tooLarge }));
  pages.onError((error, c) => answerFailure(error, c, admin, signIn));
  const handlers = openHandlers(admin, signIn);
  addSignInPage(pages, admin);
  addInboxPage(pages, handlers);
  addSearchPage(pages, handlers);
  addDecideSelected(pages, handlers);
  addRequestPage(pages, handlers);
  addRequestActions(pages, handlers);
  addEscalationPages(pages, handlers);
  addEscalationActions(pages, handlers);
  addRunPages(pages, handlers);
  addPoliciesPage(pages, handlers);
  addReferencePage(pages, admin, signIn, readDocument);
  app.route('/', pages);
  app.notFound((c) => {
    const missing = new HTTPException(404, { message: 'There is nothing at this address.' });
    if (c.req.path.startsWith('/api/')) return sendProblem(c, problem(404, missing.message));
    return answerFailure(missing, c, admin, signIn);
  });
}

function tooLarge(): never {
  throw new HTTPException(413, { message: 'This form is larger than 1 MB. Nothing was done.' });
}
