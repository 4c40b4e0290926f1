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
import { FORM_MAX } from '../../activities/channels/slack/form';
import type { RequestView } from '../../client';
import { formOf } from '../../rules/requests/message-problem';
import { formBlocks, INPUT } from './form-fields';
import type { ModalValues } from './payload';
import type { CardRef } from './sender';

/** The fields of the modals. Slack shows an error under its field. */
export const FIELDS = { reason: 'reason', confirm: 'confirm', text: 'text', decision: 'decision' } as const;
const MAX_TITLE = 24;
const MAX_REASON = 3_000;

/** The state of a modal. Slack sends it back inside the signed payload. */
const ModalStateSchema = z.strictObject({
  decision: z.enum(['approve', 'reject', 'respond']),
  choice: z.literal(true).optional(),
  value: ButtonValueSchema.refine((value): value is RequestValue => value.kind === 'request'),
  card: z.strictObject({ channel: z.string(), ts: z.string() }).optional(),
});

export interface ModalState {
  decision: 'approve' | 'reject' | 'respond';
  /** The person chooses in the modal whether to approve or to answer. */
  choice?: true | undefined;
  value: RequestValue;
  card?: CardRef | undefined;
}

/** The modal that asks for a reason to reject, for the value to type to confirm, or for an answer. */
export function modalFor(request: RequestView, state: ModalState): ViewsOpenArguments['view'] {
  const approve = request.kind === 'confirmation' ? 'Confirm' : 'Approve';
  const verb = { reject: 'Reject', approve, respond: 'Answer' }[state.decision];
  return {
    type: 'modal',
    callback_id: 'hitl_decide',
    private_metadata: JSON.stringify(state),
    title: line(verb, MAX_TITLE),
    submit: line(state.choice ? 'Send' : verb, MAX_TITLE),
    close: line('Back', MAX_TITLE),
    blocks: [
      ...requestBlocks(request),
      ...(state.decision === 'reject' ? reasonField() : answerFields(request, state)),
    ],
  };
}

function answerFields(request: RequestView, { decision, choice, value }: ModalState): Blocks {
  const form = value.form ? formOf(request) : undefined;
  const mayRespond = decision === 'respond' || choice === true;
  return [
    ...(choice ? [choiceField(decision)] : []),
    ...(value.typed && decision === 'approve' ? valueField(request) : []),
    ...(form === undefined ? [] : formBlocks(form, mayRespond)),
    ...(mayRespond || form !== undefined
      ? [textField(mayRespond, { isOptional: form !== undefined || !mayRespond, isNote: choice === true })]
      : []),
  ];
}

const CHOICES = { approve: 'Approve', respond: 'Answer without approving: the action does not run' } as const;

function choiceField(decision: ModalState['decision']): Blocks[number] {
  const options = Object.entries(CHOICES).map(([value, text]) => ({
    text: line(text, FORM_MAX.option),
    value,
  }));
  const [approve, respond] = options;
  return {
    type: 'input',
    block_id: FIELDS.decision,
    label: plain('Decision'),
    element: {
      type: 'radio_buttons',
      action_id: INPUT,
      options,
      initial_option: decision === 'respond' ? respond : approve,
    },
  };
}

function textField(
  mayRespond: boolean,
  { isOptional, isNote }: { isOptional: boolean; isNote: boolean },
): Blocks[number] {
  const label = !mayRespond ? 'Note to the agent' : isNote ? 'Answer, or note to the agent' : 'Answer';
  const more = { optional: isOptional };
  return {
    ...field(FIELDS.text, label, { multiline: true, max_length: MAX_REASON }, READ_BY_AGENT, false),
    ...more,
  };
}

const READ_BY_AGENT = 'The agent reads it.';

/** The state in the metadata of a modal. Undefined for other modals. */
export function modalStateIn(metadata: string): ModalState | undefined {
  try {
    return ModalStateSchema.safeParse(JSON.parse(metadata)).data;
  } catch {
    return undefined;
  }
}

/** The text typed into a field. */
export function modalValue(values: ModalValues, field: 'reason' | 'confirm' | 'text'): string | undefined {
  return (Object.hasOwn(values, field) ? values[field]?.[INPUT]?.value : undefined) ?? undefined;
}

/** What the person chose in a modal that lets them choose. */
export function chosenDecision({ decision, choice }: ModalState, values: ModalValues) {
  const chosen = Object.hasOwn(values, FIELDS.decision)
    ? values[FIELDS.decision]?.[INPUT]?.selected_option?.value
    : undefined;
  return choice && (chosen === 'approve' || chosen === 'respond') ? chosen : decision;
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
  hasFocus = true,
): Blocks[number] {
  return {
    type: 'input',
    block_id: name,
    label: plain(label),
    ...(hint !== undefined && { hint: plain(hint) }),
    element: { type: 'plain_text_input', action_id: INPUT, focus_on_load: hasFocus, ...input },
  };
}
