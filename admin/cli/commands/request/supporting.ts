import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { z } from 'zod';
import { type Evidence, EvidenceListSchema, EvidenceSchema } from '../../../../contract/evidence';
import { describeIssues } from '../../../../contract/issues';
import { EVIDENCE_KINDS, type EvidenceKind } from '../../../../contract/names';
import { RequestContentSchema } from '../../../../contract/request';
import { type ResponseForm, ResponseFormSchema } from '../../../../contract/response-form';
import { formProblem } from '../../../../rules/requests/response-form';
import { listNames, visibleLine } from '../../../../rules/text';
import { UsageError } from '../../errors';
import type { Io } from '../../io';
import { readJson, readText } from '../../json-input';

/*
 * What supports a request, as flags: `--rationale`, `--evidence` and `--response`. Each error names its flag.
 */

export interface SupportingFlags {
  rationale?: string;
  evidence?: string[];
  response?: string;
}

export function addSupportingFlags(command: Command): void {
  command
    .option('--rationale <text>', 'why the agent wants to do it, in its own words')
    .option(
      '--evidence <kind[:title]=value...>',
      'evidence, repeatable: text, diff, json, table, image or link, such as diff=@FILE, table:Rows=@FILE or link=https://...',
    )
    .option('--response <json>', 'response form: JSON, @FILE, or - for standard input');
}

/** Reads and checks the flags. @throws UsageError */
export async function readSupporting(
  { rationale, evidence, response }: SupportingFlags,
  io: Io,
): Promise<{ rationale?: string; evidence?: Evidence[]; response?: ResponseForm }> {
  return {
    ...(rationale !== undefined && {
      rationale: checked(RequestContentSchema.shape.rationale, rationale, '--rationale'),
    }),
    ...(evidence !== undefined && { evidence: await readEvidence(evidence, io) }),
    ...(response !== undefined && { response: await readForm(response, io) }),
  };
}

async function readEvidence(given: string[], io: Io): Promise<Evidence[]> {
  const items: Evidence[] = [];
  for (const value of given) items.push(await readItem(value, io));
  return checked(EvidenceListSchema, items, '--evidence');
}

/** One value of `--evidence`: `diff=@changes.diff`, `table:Open invoices=@rows.json`. */
async function readItem(given: string, io: Io): Promise<Evidence> {
  const [, kind = '', title = '', value = ''] = /^(\w+)(?::([^=]*))?=([\s\S]*)$/.exec(given) ?? [];
  if (!isKind(kind))
    throw new UsageError(
      `--evidence ${shown(given)} must be KIND=VALUE or KIND:TITLE=VALUE, such as diff=@changes.diff; KIND is ${listNames([...EVIDENCE_KINDS])}`,
    );
  const flag = `--evidence ${shown(title === '' ? kind : `${kind}:${title}`)}`;
  const content = await readContent(kind, value, flag, io);
  return checked(EvidenceSchema, { kind, title: title || usualTitle(kind, value), content }, flag);
}

async function readContent(kind: EvidenceKind, value: string, flag: string, io: Io): Promise<unknown> {
  switch (kind) {
    case 'table':
    case 'json':
      return readJson(value, flag, io);
    case 'image':
      return readImage(value, flag);
    case 'link':
      return value;
    default:
      return readText(value, flag, io);
  }
}

async function readImage(value: string, flag: string): Promise<string> {
  if (!value.startsWith('@')) throw new UsageError(`${flag} must be a file, such as image=@chart.png`);
  try {
    return (await readFile(value.slice(1))).toString('base64');
  } catch (error) {
    throw new UsageError(`${flag}: ${value} cannot be read: ${(error as Error).message}`);
  }
}

/** The name of the file, the host of the link, else the kind. */
function usualTitle(kind: EvidenceKind, value: string): string {
  if (kind === 'link' && URL.canParse(value)) return new URL(value).host || kind;
  return value.startsWith('@') ? basename(value.slice(1)) : kind;
}

async function readForm(value: string, io: Io): Promise<ResponseForm> {
  const form = checked(ResponseFormSchema, await readJson(value, '--response', io), '--response');
  const problem = formProblem(form);
  if (problem !== undefined) throw new UsageError(`--response: ${problem}`);
  return form;
}

function isKind(kind: string): kind is EvidenceKind {
  return (EVIDENCE_KINDS as readonly string[]).includes(kind);
}

function shown(text: string): string {
  return visibleLine(text.length <= 60 ? text : `${text.slice(0, 59)}…`);
}

function checked<T>(schema: z.ZodType<T>, value: unknown, flag: string): NonNullable<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data as NonNullable<T>;
  throw new UsageError(`${flag}: ${describeIssues(read.error)}`);
}
