import type { Command } from 'commander';
import type { RequestView } from '../../../client';
import type { Verdict } from '../../../contract/decision';
import { defined } from '../../../contract/defined';
import { visibleLine } from '../../../rules/text';
import { readingCommands, typingCommand } from '../../text/commands';
import { answerVerdict } from '../answer-verdict';
import { Interrupted, UsageError } from '../errors';
import { EXIT, type ExitCode, exitOfError, exitOfVerdict } from '../exit';
import { commandTarget, withConnectionFlags } from '../flags';
import { loadExplainError, loadVerdictText } from '../lazy-imports';
import type { Approvals, Others } from '../managers';
import {
  actor,
  actorFlag,
  type Call,
  type Cli,
  verbAction,
  wholeNumber,
  withExamples,
  withOutputFlag,
} from '../verb';
import { withManagers } from '../with-managers';
import { showAndAsk } from './approve/ask';
import { approveEdited, type EditFlags, readSaid, type Said } from './approve/edited';

interface Flags extends EditFlags {
  confirm?: string;
  answer?: string;
  edit?: string;
  editFile?: string;
}

export function addApprove(command: Command, cli: Cli): void {
  command
    .argument('<id...>', 'id of the request, or several')
    .addOption(actorFlag('person who decides'))
    .option('--notes <text>', 'note for the record and the agent')
    .option('--answer <json>', 'answer to the response form: a JSON object, @FILE, or - for standard input')
    .option(
      '--edit <json>',
      'approve changed arguments: what changes, as a JSON Merge Patch, @FILE, or - (null removes a key)',
    )
    .option('--edit-file <file>', 'approve changed arguments: the whole new context, in a JSON file')
    .option('--confirm <text>', 'value that a confirmation requires you to type')
    .option('--stage <n>', 'stage of the request to decide on', wholeNumber(1))
    .option('--decision-id <key>', 'idempotency key: a repetition with the same key counts once')
    .option('--content-hash <hash>', 'hash of the content that you read, as `hitl show` prints it')
    .option('-y, --yes', 'do not ask on a terminal');
  withExamples(
    command,
    `approve ID --as ana --notes 'matches the invoice'`,
    'approve ID --as ana --stage 2',
    'approve ID --as ana --confirm DEPLOY',
    `approve ID --as ana --edit '{"amount": 500}' --notes 'the invoice says 500'`,
    `approve ID --as ana --answer '{"cost_center": "K7"}'`,
    'approve ID1 ID2 ID3 --as ana',
  );
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, approve));
}

async function approve(call: Call<Flags>, ...given: string[]): Promise<ExitCode> {
  const { flags, out } = call;
  const ids = [...new Set(given)];
  const [id = '', ...more] = ids;
  if (more.length === 0) {
    const said = await readSaid(call);
    return withManagers(call, async (approvals) => {
      if (said.edited) return answerVerdict(out, await approveEdited(call, approvals, id, said));
      const verdict = await approveOne(call, approvals, id, said);
      const code = answerVerdict(out, verdict);
      await tellWhatIsMissing(call, approvals, verdict);
      return code;
    });
  }
  for (const [name, flag] of Object.entries(OF_ONE))
    if (flags[name as keyof typeof OF_ONE] !== undefined)
      throw new UsageError(`${flag} is about one request: approve each on its own`);
  return withManagers(call, (approvals, others) => approveEach(call, { approvals, others, ids }));
}

const OF_ONE = {
  confirm: '--confirm',
  contentHash: '--content-hash',
  answer: '--answer',
  edit: '--edit',
  editFile: '--edit-file',
} as const;

interface Several {
  approvals: Approvals;
  others: Others;
  ids: string[];
}

/**
 * Approves one request after the other. An approval that does not count does not stop the others. Ctrl-C at a question
 * stops the rest. Returns the exit code of the first that did not count.
 */
async function approveEach(call: Call<Flags>, { approvals, others, ids }: Several): Promise<ExitCode> {
  const { flags, io, out } = call;
  const results: (Verdict | { id: string; error: { name: string; message: string } })[] = [];
  const codes: ExitCode[] = [];
  let stopped: Interrupted | undefined;
  const approveNext = (id: string) => {
    if (stopped) throw new Interrupted(`stopped: nothing was sent about ${visibleLine(id)}`);
    return approveOne(call, approvals, id, {}, true);
  };
  for (const id of ids) {
    try {
      const verdict = await approveNext(id);
      results.push(verdict);
      codes.push(exitOfVerdict(verdict));
      out.tell(loadVerdictText().verdictText(out, verdict));
      await tellWhatIsMissing(call, approvals, verdict);
    } catch (thrown) {
      if (thrown instanceof Interrupted) stopped = thrown;
      const explained = await loadExplainError().explainError(thrown, { flags, io, approvals, others });
      const error = explained instanceof Error ? explained : new Error(String(explained));
      results.push({ id, error: { name: error.name, message: error.message } });
      codes.push(exitOfError(error));
      out.note(`hitl: ${visibleLine(error.message)}`);
    }
  }
  out.answerAll(results, '');
  return codes.find((code) => code !== EXIT.done) ?? EXIT.done;
}

async function approveOne(
  call: Call<Flags>,
  approvals: Approvals,
  id: string,
  { answer }: Said,
  isOneOfSeveral = false,
): Promise<Verdict> {
  const { flags, io } = call;
  const { notes, confirm, stage, decisionId } = flags;
  const request = isOneOfSeveral || io.ask !== undefined ? await approvals.getRequest(id) : undefined;
  const apart = request && isOneOfSeveral ? apartBecause(request) : undefined;
  if (request && apart !== undefined) return notTogether(request, apart);
  const shown = request && (await showAndAsk(call, request));
  const hash = flags.contentHash ?? shown;
  return approvals.approve(id, {
    decidedBy: actor(flags, io),
    via: 'cli',
    ...defined({ notes, confirm, answer, stage, decisionId }),
    ...(hash !== undefined && { expected: { contentHash: hash } }),
  });
}

/** Why the request cannot be approved together with others (design rule 28). */
function apartBecause({ kind, status, plan }: RequestView): string | undefined {
  if (status !== 'pending' || kind !== 'approval') return undefined;
  if (plan === undefined)
    return 'Its policies cannot be read now, and one of them may want it to be decided on its own.';
  return plan.presentation?.bulk === false
    ? 'A policy wants this request to be decided on its own (bulk: false), not together with others.'
    : undefined;
}

function notTogether({ id, status, stage, needed }: RequestView, why: string): Verdict {
  const message = `${why} Nothing was sent about it. Approve it in a command of its own.`;
  return { outcome: 'invalid', status, id, message, ...defined({ stage }), needed };
}

/** Tells what to add to an approval that was invalid. */
async function tellWhatIsMissing(call: Call<Flags>, approvals: Approvals, verdict: Verdict): Promise<void> {
  const { flags, io, out } = call;
  const { outcome, status, id } = verdict;
  if (!['invalid', 'superseded'].includes(outcome) || status !== 'pending') return;
  const request = await approvals.getRequest(id);
  const [person, place] = [actor(flags, io), commandTarget(call)];
  if (flags.confirm === undefined)
    for (const command of typingCommand(request, person, place))
      out.note(`Repeat with the value as TEXT: ${command}`);
  const sentHash = flags.contentHash !== undefined || io.ask !== undefined;
  const reading = sentHash ? undefined : readingCommands(request, person, place);
  if (reading === undefined) return;
  out.note(`Read it: ${reading.read}`);
  out.note(`Repeat with the hash that it prints: ${reading.approve}`);
}
