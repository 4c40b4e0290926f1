import type { ViewsOpenArguments } from '@slack/web-api';
import { z } from 'zod';
import {
  type Blocks,
  line,
  plain,
  preformatted,
  remark,
  section,
} from '../../activities/channels/slack/blocks';
import { ButtonValueSchema, type RequestValue } from '../../activities/channels/slack/buttons';
import type { RequestView } from '../../client';
import type { CardRef } from './sender';

/** The fields of the modals: an error is shown under the one it is about. */
export const FIELDS = { reason: 'reason', confirm: 'confirm' } as const;
const INPUT = 'text';
const MAX_TITLE = 24;
const MAX_REASON = 3_000;

/** What a modal remembers: Slack signs it with what was typed. */
const ModalStateSchema = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  value: ButtonValueSchema.refine((value): value is RequestValue => value.kind === 'request'),
  place: z.strictObject({ channel: z.string(), ts: z.string() }).optional(),
});

export interface ModalState {
  decision: 'approve' | 'reject';
  value: RequestValue;
  place?: CardRef | undefined;
}

/** Asks for the reason of a rejection, or for the value that must be typed to approve. */
export function modalFor(record: RequestView, memory: ModalState): ViewsOpenArguments['view'] {
  const isConfirmation = record.kind === 'confirmation';
  const approve = isConfirmation ? 'Confirm' : 'Approve';
  const verb = memory.decision === 'reject' ? 'Reject' : approve;
  return {
    type: 'modal',
    callback_id: 'hitl_decide',
    private_metadata: JSON.stringify(memory),
    title: line(verb, MAX_TITLE),
    submit: line(verb, MAX_TITLE),
    close: line('Back', MAX_TITLE),
    blocks: [
      ...requestBlocks(record),
      ...(memory.decision === 'reject' ? reasonField() : valueField(record)),
    ],
  };
}

/** What a modal remembers; nothing where it is none of these. */
export function modalStateIn(metadata: string): ModalState | undefined {
  try {
    return ModalStateSchema.safeParse(JSON.parse(metadata)).data;
  } catch {
    return undefined;
  }
}

/** What was typed into a field. */
export function modalValue(
  values: Record<string, Record<string, { value?: string | null | undefined }>>,
  field: keyof typeof FIELDS,
): string | undefined {
  return (Object.hasOwn(values, field) ? values[field]?.[INPUT]?.value : undefined) ?? undefined;
}

function requestBlocks({ action, resource, confirmation }: RequestView): Blocks {
  const what = resource === undefined ? action : `${action} on ${resource}`;
  return [section(what), ...(confirmation ? [section(confirmation.message)] : [])];
}

function reasonField(): Blocks {
  const hint = 'Whoever asked reads it, to mend what was wrong.';
  return [field(FIELDS.reason, 'Why?', { multiline: true, max_length: MAX_REASON }, hint)];
}

function valueField({ confirmation }: RequestView): Blocks {
  const { confirmValue } = confirmation ?? {};
  return [
    ...(confirmValue === undefined
      ? []
      : [remark('To confirm, type exactly this:'), preformatted(confirmValue)]),
    field(FIELDS.confirm, 'Value', { multiline: confirmValue?.includes('\n') ?? false }),
  ];
}

function field(
  name: string,
  label: string,
  input: { multiline: boolean; max_length?: number },
  hint?: string,
): Blocks[number] {
  return {
    type: 'input',
    block_id: name,
    label: plain(label),
    ...(hint !== undefined && { hint: plain(hint) }),
    element: { type: 'plain_text_input', action_id: INPUT, focus_on_load: true, ...input },
  };
}
