import { readFileSync } from 'node:fs';
import { type VerifyOptions, verifyLog } from '../../../audit/verify';
import type { AuditProblem } from '../../../rules/audit/chain';
import type { Head } from '../../../rules/audit/entry';
import { verifyPack } from '../../../rules/audit/pack';
import { fileText, visibleLine as line } from '../../../rules/text';
import { UsageError } from '../errors';
import { EXIT, type ExitCode } from '../exit';
import type { Output } from '../output';
import { temporalClient } from '../temporal';
import type { Call } from '../verb';
import { type AuditFlags, checkWith, publicKeyText, withLog } from './settings';

export interface VerifyFlags extends AuditFlags {
  anchor?: string[];
  from?: string;
  temporal?: boolean;
  pack?: string;
}

/** `hitl audit verify`: exits 1 if anything is wrong. */
export async function verify(call: Call<VerifyFlags>): Promise<ExitCode> {
  const { flags, out } = call;
  if (flags.pack !== undefined) return verifyPackFile(call, flags.pack);
  const anchors = (flags.anchor ?? []).map((written) => ({
    ...headIn(written, '--anchor'),
    where: `--anchor ${written}`,
  }));
  const from = flags.from === undefined ? {} : { from: headIn(flags.from, '--from') };
  const client = flags.temporal ? await temporalClient(flags) : undefined;
  try {
    const state = await withLog(call, (reader, keys) => {
      const options: VerifyOptions = { check: checkWith(keys), anchors, ...from, ...(client && { client }) };
      return verifyLog(reader, options);
    });
    const { head, entries, unreadable, problems } = state;
    const ok = problems.length === 0;
    out.answer(
      { ok, entries, head, unreadable, problems },
      [
        ...problems.map((problem) => problemLine(out, problem)),
        ok
          ? `The log is complete and unchanged: ${entries} ${entries === 1 ? 'entry' : 'entries'}, head ${head.seq}:${head.hash}.`
          : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} found in ${entries} entries.`,
      ].join('\n'),
    );
    return ok ? EXIT.done : EXIT.failure;
  } finally {
    await client?.connection.close();
  }
}

function problemLine({ colours }: Output, { problem, where, seq, message }: AuditProblem): string {
  const number = seq === undefined ? '' : ` entry ${seq}:`;
  return `${colours.red(problem.replace('_', ' '))}: ${line(where)}:${number} ${line(message)}`;
}

function headIn(written: string, flag: string): Head {
  const [, seq, hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(written) ?? [];
  if (seq === undefined)
    throw new UsageError(`${flag}: write SEQ:HASH, the number and the hash of an entry, not '${written}'`);
  return { seq: Number(seq), hash };
}

async function verifyPackFile({ flags, out }: Call<VerifyFlags>, file: string): Promise<ExitCode> {
  const written = jsonOf(file);
  const inside = (written as { keys?: { id: string; publicKey: string }[] } | null)?.keys ?? [];
  const given = (flags.key ?? []).map((key) => packKey(key, inside));
  const keys = given.length > 0 ? given.flat() : inside;
  const { pack, problems } = verifyPack(written, checkWith(keys));
  const ok = problems.length === 0;
  const known = keys.map(({ id, publicKey }) => `${id} ${publicKey}`).join(', ');
  const proved =
    pack &&
    `${pack.entries.length} ${pack.entries.length === 1 ? 'entry' : 'entries'} about ${line(pack.id)}, part of the log up to ${pack.until.seq}:${pack.until.hash}.`;
  out.answer(
    { ok, id: pack?.id, until: pack?.until, keys, areKeysFromPack: given.length === 0, problems },
    [
      ...problems.map((problem) => problemLine(out, problem)),
      ...(ok ? [`The pack is unchanged: ${proved}`] : ['The pack is not valid.']),
    ].join('\n'),
  );
  if (ok && given.length === 0)
    out.note(
      `The key is the one inside the pack: ${known}. Compare it with the key of the auditor, or use --key.`,
    );
  return ok ? EXIT.done : EXIT.failure;
}

/** `--key` of a pack: `ID=KEY`, or a key for all ids of the pack. */
function packKey(written: string, inside: { id: string }[]) {
  const [, id = '', value = ''] = /^([^=]+)=(.+)$/s.exec(written) ?? [];
  if (id !== '' && inside.some((key) => key.id === id))
    return [{ id, publicKey: publicKeyText(value, '--key') }];
  const publicKey = publicKeyText(written, '--key');
  return inside.map((key) => ({ id: key.id, publicKey }));
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(fileText(readFileSync(file))) as unknown;
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}
