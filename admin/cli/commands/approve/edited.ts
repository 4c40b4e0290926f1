import type { RequestView } from '../../../../client';
import type { Verdict } from '../../../../contract/decision';
import { defined } from '../../../../contract/defined';
import { NoWorkerError } from '../../../../contract/errors';
import { describeIssues } from '../../../../contract/issues';
import { type FormAnswer, FormAnswerSchema } from '../../../../contract/response-form';
import { jsonPatch } from '../../../../rules/requests/json-patch';
import { visibleLine } from '../../../../rules/text';
import { changeLines } from '../../../text/changes';
import { readingCommands } from '../../../text/commands';
import { UsageError } from '../../errors';
import { commandTarget, type ConnectionFlags } from '../../flags';
import type { Io } from '../../io';
import { readJsonObject } from '../../json-input';
import type { Approvals } from '../../managers';
import { mergePatch } from '../../merge-patch';
import { actor, type Call } from '../../verb';
import { askUnlessYes, hashOfShown, mustBeShown, showRequest, titleOf } from './ask';

/** The flags of every edit. */
export interface EditFlags extends ConnectionFlags {
  as?: string;
  notes?: string;
  stage?: number;
  decisionId?: string;
  contentHash?: string;
  yes?: boolean;
}

/** Prints what the edit changes, asks on a terminal, and sends it for the content that was read. */
export async function sendEdit(
  call: Call<EditFlags>,
  approvals: Approvals,
  request: RequestView,
  edit: { context: object; answer?: FormAnswer },
): Promise<Verdict> {
  const { flags, io, out } = call;
  const { id, status } = request;
  const contentHash = flags.contentHash ?? knownHash(request);
  if (status === 'pending') {
    const patch = jsonPatch(request.context, edit.context);
    if (patch.length === 0)
      throw new UsageError(`the edit changes nothing of ${visibleLine(id)}: approve it without an edit`);
    checkRead(call, request);
    if (io.ask !== undefined && mustBeShown(request)) showRequest(call, request);
    out.note(['changes', ...changeLines(out, request.context, patch).map((line) => `  ${line}`)].join('\n'));
    await askUnlessYes(call, request, `\nApprove ${titleOf(request)} with these changes? (y/N) `);
  }
  const { notes, stage, decisionId } = flags;
  return approvals.edit(id, {
    decidedBy: actor(flags, io),
    via: 'cli',
    ...defined({ notes, stage, decisionId }),
    ...edit,
    expected: { contentHash },
  });
}

/** The hash of the content. @throws NoWorkerError when the content is unknown */
export function knownHash(request: RequestView): string {
  const hash = hashOfShown(request);
  if (hash !== undefined) return hash;
  throw new NoWorkerError(
    `the arguments of ${visibleLine(request.id)} cannot be read now, because no worker answers: start one (\`hitl worker\`), then repeat the command`,
  );
}

/** In a script nothing is shown, so a request that must be read needs the hash that `hitl show` prints. */
function checkRead(call: Call<EditFlags>, request: RequestView): void {
  const { flags, io } = call;
  if (request.plan?.presentation?.mustReadAll !== true) return;
  if (io.ask !== undefined || flags.contentHash !== undefined) return;
  const reading = readingCommands(request, actor(flags, io), commandTarget(call));
  throw new UsageError(
    `a policy demands that everything is read before an approval of ${visibleLine(request.id)}: add --content-hash HASH` +
      (reading === undefined ? '' : `, with the hash that this command prints: ${reading.read}`),
  );
}

/** What the person says beside the approval. */
export interface Said {
  answer?: FormAnswer;
  /** The new context, from the current one. */
  edited?: (context: object) => object;
}

interface SaidFlags extends EditFlags {
  confirm?: string;
  answer?: string;
  edit?: string;
  editFile?: string;
}

/** Reads `--answer`, `--edit` and `--edit-file`. @throws UsageError */
export async function readSaid({ flags, io }: Call<SaidFlags>): Promise<Said> {
  const { confirm, edit, editFile } = flags;
  if (edit !== undefined && editFile !== undefined)
    throw new UsageError('--edit and --edit-file cannot be combined: keep one of them');
  if (confirm !== undefined && (edit ?? editFile) !== undefined)
    throw new UsageError('--confirm belongs to a confirmation, which cannot be edited: leave out the edit');
  const answer = await readAnswer(flags.answer, io);
  if (editFile !== undefined) {
    const context = await readJsonObject(`@${editFile}`, '--edit-file', io);
    return { ...defined({ answer }), edited: () => context };
  }
  if (edit === undefined) return defined({ answer });
  const patch = await readJsonObject(edit, '--edit', io);
  return { ...defined({ answer }), edited: (context) => mergePatch(context, patch) as object };
}

/** The answer to the response form. @throws UsageError with the field that is wrong */
export async function readAnswer(value: string | undefined, io: Io): Promise<FormAnswer | undefined> {
  if (value === undefined) return undefined;
  const answer = FormAnswerSchema.safeParse(await readJsonObject(value, '--answer', io));
  if (answer.success) return answer.data;
  throw new UsageError(`--answer: ${describeIssues(answer.error)}`);
}

/** Approves the content that `--edit` or `--edit-file` makes of the current one. */
export async function approveEdited(
  call: Call<EditFlags>,
  approvals: Approvals,
  id: string,
  { answer, edited = (context) => context }: Said,
): Promise<Verdict> {
  const request = await approvals.getRequest(id);
  knownHash(request);
  return sendEdit(call, approvals, request, { context: edited(request.context), ...defined({ answer }) });
}
