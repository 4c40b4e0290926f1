import type { RequestView } from '../../../../client';
import { contentHash } from '../../../../rules/digest';
import { isSevere } from '../../../../rules/presentation/policy';
import { visibleLine } from '../../../../rules/text';
import { requestText } from '../../../text/request';
import { Declined, Interrupted } from '../../errors';
import type { ConnectionFlags } from '../../flags';
import { followUp } from '../../follow-up';
import type { Call } from '../../verb';

interface Flags extends ConnectionFlags {
  yes?: boolean;
}

/**
 * On a terminal, shows the request where a policy wants that or where it was edited, and asks. Returns the hash of the content
 * that it has shown.
 *
 * @throws Declined; Interrupted
 */
export async function showAndAsk(call: Call<Flags>, request: RequestView): Promise<string | undefined> {
  const { flags, io } = call;
  if (io.ask === undefined || !mustBeShown(request)) return undefined;
  if (flags.yes && !needsHash(request)) return undefined;
  showRequest(call, request);
  await askUnlessYes(call, request, `\nApprove ${titleOf(request)}? (y/N) `);
  return hashOfShown(request);
}

/** Prints what `hitl show` does. */
export function showRequest(call: Call<Flags>, request: RequestView): void {
  call.out.note(requestText(call.out, request, followUp(call, 'request', request.id)));
}

/**
 * Asks on a terminal, unless `--yes` was given.
 *
 * @throws Declined when the answer is not yes; Interrupted at Ctrl-C
 */
export async function askUnlessYes(
  { flags, io }: Call<Flags>,
  { id }: Pick<RequestView, 'id'>,
  question: string,
): Promise<void> {
  if (flags.yes || io.ask === undefined) return;
  const answer = await io.ask(question);
  const nothing = `nothing was sent about ${visibleLine(id)}`;
  if (typeof answer === 'string') throw new Interrupted(`stopped: ${nothing}`);
  if (!/^\s*y(es)?\s*$/i.test(answer.line)) throw new Declined(`${nothing}: you did not answer yes`);
}

/** The action and its resource, for a question. */
export function titleOf({ action, resource }: RequestView): string {
  return visibleLine(resource === undefined ? action : `${action} on ${resource}`);
}

/** The hash of what was read, computed from it. Undefined if the content is unknown. */
export function hashOfShown(request: RequestView): string | undefined {
  return request.unknown?.includes('context') ? undefined : contentHash(request, request.confirmation);
}

/** Whether a person must see the request before an approval. Policies that cannot be read may want it. */
export function mustBeShown(request: RequestView): boolean {
  const { kind, status, plan } = request;
  if (status !== 'pending' || kind !== 'approval') return false;
  return plan === undefined || needsHash(request) || isSevere(plan.presentation?.severity);
}

/** Whether an approval counts only with the hash of the content. */
function needsHash({ plan, revision }: RequestView): boolean {
  return plan?.presentation?.mustReadAll === true || revision !== undefined;
}
