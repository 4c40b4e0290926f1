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

/** The fields of the modals. Slack shows an error under its field. */
export const FIELDS = { reason: 'reason', confirm: 'confirm' } as const;
const INPUT = 'text';
const MAX_TITLE = 24;
const MAX_REASON = 3_000;

/** The state of a modal. Slack sends it back inside the signed payload. */
const ModalStateSchema = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  value: ButtonValueSchema.refine((value): value is RequestValue => value.kind === 'request'),
  card: z.strictObject({ channel: z.string(), ts: z.string() }).optional(),
});

export interface ModalState {
  decision: 'approve' | 'reject';
  value: RequestValue;
  card?: CardRef | undefined;
}

/** The modal that asks for a reason to reject, or for the value to type to confirm. */
export function modalFor(request: RequestView, state: ModalState): ViewsOpenArguments['view'] {
  const isConfirmation = request.kind === 'confirmation';
  const approve = isConfirmation ? 'Confirm' : 'Approve';
  const verb = state.decision === 'reject' ? 'Reject' : approve;
  return {
    type: 'modal',
    callback_id: 'hitl_decide',
    private_metadata: JSON.stringify(state),
    title: line(verb, MAX_TITLE),
    submit: line(verb, MAX_TITLE),
    close: line('Back', MAX_TITLE),
    blocks: [
      ...requestBlocks(request),
      ...(state.decision === 'reject' ? reasonField() : valueField(request)),
    ],
  };
}

/** The state in the metadata of a modal. Undefined for other modals. */
export function modalStateIn(metadata: string): ModalState | undefined {
  try {
    return ModalStateSchema.safeParse(JSON.parse(metadata)).data;
  } catch {
    return undefined;
  }
}

/** The text typed into a field. */
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
  const hint = 'The requester reads this reason.';
  return [field(FIELDS.reason, 'Reason for rejecting', { multiline: true, max_length: MAX_REASON }, hint)];
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
