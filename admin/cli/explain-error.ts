import {
  EscalationNotFound,
  RequestIdTaken,
  RequestNotFound,
  RunEnded,
  RunIdTaken,
  RunNotFound,
} from '../../contract/errors';
import { openEscalationOf } from '../../rules/runs/escalations';
import { shellQuote, visibleLine } from '../../rules/text';
import { asFlag, resolveCommand } from '../text/commands';
import { commandTarget, type ConnectionFlags, connectionFlagsOf } from './flags';
import type { Approvals, Others } from './managers';
import type { Call } from './verb';

type Kind = Awaited<ReturnType<Others['kindOf']>>;

/** What is needed to look up ids and to print commands. */
interface ErrorContext extends Pick<Call<ConnectionFlags>, 'io' | 'flags'> {
  approvals: Approvals;
  others: Others;
}

/**
 * Explains an error of the client to the user, as an error of the same class. If the id belongs to another kind of thing, the
 * message says what it is and which command to use.
 */
export async function explainError(error: unknown, place: ErrorContext): Promise<unknown> {
  if (error instanceof RunEnded)
    return new RunEnded(`nothing was recorded because the run has ended. ${error.message}`);
  if (error instanceof RequestNotFound || error instanceof RequestIdTaken)
    return explainKind(error, 'request', place);
  if (error instanceof EscalationNotFound) return explainKind(error, 'escalation', place);
  if (error instanceof RunNotFound || error instanceof RunIdTaken) return explainKind(error, 'run', place);
  return error;
}

async function explainKind(error: Error & { id: string }, wanted: Kind, place: ErrorContext): Promise<Error> {
  const { id } = error;
  const kind = await place.others.kindOf(id).catch(() => undefined);
  if (kind === undefined || kind === wanted) return error;
  const Same = error.constructor as new (id: string, detail: string) => Error;
  const what = { request: 'a request', escalation: 'an escalation', run: 'an agent run' };
  if (error instanceof RequestIdTaken || error instanceof RunIdTaken)
    return new Same(id, `${what[kind]} has this id. ${showHint(id, place)}`);
  const todo =
    kind === 'run'
      ? await commandForRun(id, wanted, place).catch(() => undefined)
      : kind === 'escalation' && wanted === 'request'
        ? `Resolve it: ${resolveCommand(id, commandTarget(place))}`
        : undefined;
  return new Same(id, `this is ${what[kind]}. ${todo ?? showHint(id, place)}`);
}

function showHint(id: string, { io, flags }: ErrorContext): string {
  return `See it: ${io.program} show ${shellQuote(id)}${connectionFlagsOf(flags)}`;
}

/** The command for what a run waits for: its open escalation or a pending request. Prefers the wanted kind. */
async function commandForRun(runId: string, wanted: Kind, place: ErrorContext): Promise<string | undefined> {
  const { approvals, others } = place;
  const there = commandTarget(place);
  const run = await others.runs.get(runId);
  if (run.status !== 'running') return undefined;
  const escalation = openEscalationOf(run)?.id;
  const resolve =
    escalation &&
    `It waits for its escalation ${visibleLine(escalation)}: ${resolveCommand(escalation, there)}`;
  if (resolve && wanted === 'escalation') return resolve;
  const { items } = await approvals.listRequests({ runId, status: 'pending', limit: 1 });
  const request = run.approvals.find(({ status }) => status === 'pending')?.id ?? items[0]?.id;
  if (request === undefined) return resolve;
  return `It waits for ${visibleLine(request)}: ${there.program} approve ${shellQuote(request)}${asFlag(there, undefined)}${there.connection}`;
}
