import type { RequestView } from '../../client';
import { isSevere } from '../../rules/presentation/policy';
import { unshownEvidence } from '../../rules/presentation/unshown-evidence';
import { isContentKnown, shownContentHash } from '../access/requests';
import { isShownToken, shownToken } from '../sign-in/session';
import type { Form } from './form';
import { isFolded } from './parts/content/content';
import { isEvidenceFolded } from './parts/evidence';
import type { Visit } from './visit';

/*
 * What must be shown before a request is approved: all of it, if a policy demands that. In any case all evidence.
 */

/** `free`: nothing must be opened first. `folded`: this page hides a part. `shown`: this page shows everything. */
export type Reading = 'free' | 'folded' | 'shown';

export function readingOf(request: RequestView, showAll: boolean): Reading {
  const { kind, plan, context } = request;
  // Policies that cannot be read might demand that everything is read. A confirmation has none.
  const mustReadAll = plan === undefined ? kind === 'approval' : plan.presentation?.mustReadAll === true;
  if (!mustReadAll || !(isFolded(context) || isEvidenceFolded(request))) return 'free';
  return showAll ? 'shown' : 'folded';
}

/** The hash that a decision on this page names. Without a worker it is that of the content on the page. */
export function namedHash(request: RequestView): string | undefined {
  return request.plan?.contentHash ?? (isContentKnown(request) ? shownContentHash(request) : undefined);
}

/** The token that the page with everything unfolded adds to its form. Only that page has it. */
export function readToken({ admin, who }: Visit, request: RequestView): string {
  return shownToken(...shownAll({ admin, who }, namedHash(request)));
}

/** The arguments for `shownToken` of the page with everything unfolded. */
function shownAll({ admin, who }: Pick<Visit, 'admin' | 'who'>, contentHash = '') {
  return [admin.settings, who.account, 'all', contentHash] as const;
}

/** Whether everything that must be read was read by the sender of the form. */
export function wasRead(visit: Visit, request: RequestView, token: string | undefined): boolean {
  return readingOf(request, false) === 'free' || isShownToken(token, ...shownAll(visit, namedHash(request)));
}

/** Why the request cannot be approved from any page: a part of it cannot be shown. */
export function unshownText(request: RequestView): string | undefined {
  const unshown = unshownEvidence(request);
  if (unshown.length === 0) return undefined;
  return `A part of the evidence cannot be shown, so this cannot be approved here: ${unshown.join('; ')}.`;
}

/** The step that this approval needs and that was not done, as a sentence. Undefined if none is missing. */
export function missingStep(visit: Visit, form: Form, request: RequestView): string | undefined {
  const { plan, status, kind } = request;
  if (status !== 'pending') return undefined;
  const unshown = unshownText(request);
  if (unshown !== undefined) return `Nothing was approved. ${unshown}`;
  if (!wasRead(visit, request, form.one('read')))
    return `Nothing was approved: ${plan === undefined ? 'a policy may want' : 'the policy wants'} everything to be read first. Open “Read everything to decide” and approve at the end of that page.`;
  const severity = plan?.presentation?.severity;
  if (kind === 'approval' && isSevere(severity) && form.one('sure') !== 'yes')
    return `Nothing was approved: this request has ${severity} severity. Tick that you have checked it, and approve again.`;
  return undefined;
}
