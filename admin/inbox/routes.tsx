import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { AdminContext } from '../http/context';
import { problem, sendProblem } from '../http/problem';
import type { SignIn } from '../sign-in/authenticate';
import { addAssets } from './assets';
import { addBranding } from './branding';
import { addChanges } from './changes';
import { addDecideSelected } from './decide-selected';
import { addEditPages } from './edit';
import { addEscalationPage } from './escalation';
import { addEscalationsPage } from './escalations';
import { addEvidence } from './evidence';
import { answerFailure } from './failures';
import { openHandlers } from './handlers';
import { addInboxPage } from './home';
import { addIcons } from './icons';
import { addLeavePage } from './leave';
import { addPoliciesPage } from './policies';
import { addReferencePage, type ApiDocument } from './reference';
import { addRequestActions, addRequestPage } from './request';
import { addRunPage } from './run';
import { addRunsPage } from './runs';
import { addSearchPage } from './search';
import { addSignInPage } from './sign-in';
import { addWaiting } from './waiting';

/** Adds the pages. */
export function addInbox(
  app: Hono,
  admin: AdminContext,
  signIn: SignIn,
  readDocument: () => ApiDocument,
): void {
  const pages = new Hono();
  addAssets(pages);
  addIcons(pages);
  addBranding(pages, admin.branding);
  pages.use(async (c, next) => {
    // Pages are personal: no proxy and no cache of a shared browser may keep them.
    c.header('Cache-Control', 'no-store');
    await next();
  });
  pages.onError((error, c) => answerFailure(error, c, admin, signIn));
  const handlers = openHandlers(admin, signIn);
  addSignInPage(pages, admin);
  addInboxPage(pages, handlers);
  addWaiting(pages, handlers);
  addChanges(pages, handlers);
  addSearchPage(pages, handlers);
  addDecideSelected(pages, handlers);
  addRequestPage(pages, handlers);
  addRequestActions(pages, handlers);
  addEvidence(pages, handlers);
  addEditPages(pages, handlers);
  addEscalationsPage(pages, handlers);
  addEscalationPage(pages, handlers);
  addRunsPage(pages, handlers);
  addRunPage(pages, handlers);
  addPoliciesPage(pages, handlers);
  addLeavePage(pages, handlers);
  addReferencePage(pages, admin, signIn, readDocument);
  app.route('/', pages);
  app.notFound((c) => {
    const missing = new HTTPException(404, { message: 'This address does not exist.' });
    if (c.req.path.startsWith('/api/')) return sendProblem(c, problem(404, missing.message));
    return answerFailure(missing, c, admin, signIn);
  });
}
