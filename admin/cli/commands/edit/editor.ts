import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestView } from '../../../../client';
import { exactJson } from '../../../../rules/presentation/exact-json';
import { editProblem } from '../../../../rules/requests/edit';
import { editableText } from '../../../../rules/requests/editable-paths';
import { decidedAlready } from '../../../../rules/requests/explain';
import { jsonPatch } from '../../../../rules/requests/json-patch';
import { allowedDecisions } from '../../../../rules/requests/people';
import { findJsonLoss } from '../../../../rules/strict-json';
import { fileText, listNames, visibleLine } from '../../../../rules/text';
import { shortenTimes } from '../../../text/time';
import { Declined, UsageError } from '../../errors';
import type { Io } from '../../io';
import type { Call } from '../../verb';
import { titleOf } from '../approve/ask';

/** Refuses before an editor opens. @throws UsageError when the request has ended, or its policies allow no edit */
export function refuseIfNotEditable(request: RequestView): void {
  const id = visibleLine(request.id);
  if (request.status !== 'pending')
    throw new UsageError(`${id} cannot be edited any more: ${shortenTimes(decidedAlready(request))}`);
  const allowed = allowedDecisions(request);
  if (request.plan !== undefined && !allowed.includes('edit'))
    throw new UsageError(
      `${id} cannot be edited: its policies allow only: ${listNames(allowed)}. A policy allows an edit with \`decisions\` and \`editable\``,
    );
}

/**
 * Opens the arguments of the request in the editor, again while they are not valid. Returns the new context, or undefined if
 * nothing was changed. The file is private and is removed in any case.
 *
 * @throws Declined when the editor failed, or the file was left empty or invalid
 */
export async function editInEditor(
  { io, out }: Pick<Call<object>, 'io' | 'out'>,
  request: RequestView,
): Promise<object | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'hitl-'));
  const file = join(folder, 'arguments.jsonc');
  const nothing = `nothing was sent about ${visibleLine(request.id)}`;
  try {
    let text = exactJson(request.context);
    let problem: string | undefined;
    for (;;) {
      writeFileSync(file, `${commentsOf(request, problem)}${text}\n`, { mode: 0o600 });
      await openEditor(io, file, nothing);
      const saved = withoutComments(fileText(readFileSync(file)));
      if (saved.trim() === '') throw new Declined(`${nothing}: the file is empty`);
      if (problem !== undefined && saved.trim() === text.trim())
        throw new Declined(`${nothing}: the file was saved with the same problem: ${problem}`);
      const read = readContext(saved, request);
      if ('context' in read) return read.context;
      ({ problem } = read);
      text = saved.trim();
      out.note(`The file opens again. ${problem}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines before the JSON. An editor knows them as comments of JSONC. */
function commentsOf(request: RequestView, problem: string | undefined): string {
  return [
    ...(problem === undefined ? [] : [`PROBLEM: ${problem}`]),
    `The arguments of ${titleOf(request)}, as JSON. Lines before the JSON that begin with // are ignored.`,
    ...(request.plan === undefined ? [] : [visibleLine(editableText(request))]),
    'Nothing is sent if you change nothing or empty the file.',
  ]
    .map((comment) => `// ${comment}\n`)
    .join('');
}

function withoutComments(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => !/^\s*(\/\/|$)/.test(line));
  return first === -1 ? '' : lines.slice(first).join('\n');
}

type ReadContext = { context: object | undefined } | { problem: string };

/** The context, undefined if it is the same; or what is wrong with it. */
function readContext(text: string, request: RequestView): ReadContext {
  let context: unknown;
  try {
    context = JSON.parse(text);
  } catch (error) {
    return { problem: `It is not JSON: ${visibleLine((error as Error).message)}.` };
  }
  const loss = findJsonLoss(text);
  if (loss !== undefined) return { problem: `${visibleLine(loss)}.` };
  if (typeof context !== 'object' || context === null || Array.isArray(context))
    return { problem: 'It must be a JSON object: { ... }.' };
  if (jsonPatch(request.context, context).length === 0) return { context: undefined };
  const problem = editProblem(request, {
    decision: 'edit',
    decidedBy: '',
    context: context as typeof request.context,
    expected: { contentHash: request.plan?.contentHash },
  });
  return request.plan === undefined || problem === undefined
    ? { context }
    : { problem: visibleLine(problem) };
}

/** Runs the editor of the user, as git and kubectl do: $VISUAL, $EDITOR, else vi. Ctrl-C in it does not end this program. */
async function openEditor({ env, onStop }: Io, file: string, nothing: string): Promise<void> {
  const isWindows = process.platform === 'win32';
  const editor = env.VISUAL || env.EDITOR || (isWindows ? 'notepad' : 'vi');
  const release = onStop(() => {});
  try {
    const ended = await new Promise<number | string>((resolve) => {
      // The value may have arguments, such as `code --wait`, so a shell reads it.
      const child = isWindows
        ? spawn(`${editor} "${file}"`, { shell: true, stdio: 'inherit', env })
        : spawn('/bin/sh', ['-c', `${editor} "$@"`, editor, file], { stdio: 'inherit', env });
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(code ?? signal ?? 1));
    });
    if (ended !== 0)
      throw new Declined(
        `${nothing}: the editor ${visibleLine(editor)} ended with ${ended}. Set VISUAL or EDITOR to another one`,
      );
  } finally {
    release();
  }
}
