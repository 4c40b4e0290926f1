/* eslint-disable @typescript-eslint/no-explicit-any */

/** The errors in these blocks: Slack's documented limits, and text that is not plain text. */
export function problemsOfBlocks(blocks: any): string[] {
  if (!Array.isArray(blocks) || blocks.length === 0) return ['no blocks'];
  return [...(blocks.length > 50 ? ['more than 50 blocks'] : []), ...blocks.flatMap(ofBlock)];
}

/** The errors in a modal. */
export function problemsOfView(view: any): string[] {
  const { type, title, submit, close, private_metadata = '', blocks } = view ?? {};
  return [
    ...(type === 'modal' ? [] : ['no modal']),
    ...[title, submit, close].flatMap((text) => ofPlain(text, 24)),
    ...(private_metadata.length > 3_000 ? ['private_metadata is too long'] : []),
    ...(Array.isArray(blocks) && blocks.length > 0 ? [] : ['no blocks']),
    ...(blocks?.length > 100 ? ['more than 100 blocks'] : []),
    ...(blocks ?? []).flatMap(ofBlock),
    ...ofInputs((blocks ?? []).filter((block: any) => block.type === 'input')),
  ];
}

/** What Slack demands of all inputs of a view together. */
function ofInputs(inputs: any[]): string[] {
  const ids = inputs.map(({ block_id }) => block_id);
  const focused = inputs.filter(({ element }) => element?.focus_on_load === true);
  return [
    ...(new Set(ids).size === ids.length ? [] : ['two blocks with the same block_id']),
    ...(ids.every((id) => id?.length > 0 && id.length <= 255) ? [] : ['a block_id of a wrong size']),
    ...(focused.length > 1 ? ['more than one focus_on_load'] : []),
  ];
}

function ofBlock(block: any): string[] {
  switch (block.type) {
    case 'header':
      return ofPlain(block.text, 150);
    case 'section':
      return [
        ...(block.text || block.fields ? [] : ['a section without text']),
        ...(block.text ? ofPlain(block.text, 3_000) : []),
        ...(block.fields ? ofList(block.fields, 10, (field) => ofPlain(field, 2_000)) : []),
        ...(block.accessory ? ofButton(block.accessory) : []),
      ];
    case 'context':
      return ofList(block.elements, 10, (element) => ofPlain(element, 2_000));
    case 'actions':
      return ofList(block.elements, 25, ofButton);
    case 'rich_text':
      return ofList(block.elements, 50, ofPreformatted);
    case 'input':
      return [
        ...ofPlain(block.label, 2_000),
        ...(block.hint ? ofPlain(block.hint, 2_000) : []),
        ...(['boolean', 'undefined'].includes(typeof block.optional) ? [] : ['optional is no boolean']),
        ...(block.element?.action_id ? [] : ['an input without action_id']),
        ...ofElement(block.element ?? {}),
      ];
    default:
      return [`a block of type ${block.type}`];
  }
}

function ofElement(element: any): string[] {
  const { type, initial_value: initial = '', options } = element;
  switch (type) {
    case 'plain_text_input':
      return [
        ...((element.max_length ?? 1) > 3_000 ? ['max_length is over 3000'] : []),
        ...(initial.length > (element.max_length ?? 3_000) ? ['initial_value is too long'] : []),
      ];
    case 'email_text_input':
    case 'url_text_input':
      return typeof initial === 'string' ? [] : ['initial_value is no text'];
    case 'number_input':
      return [
        ...(typeof element.is_decimal_allowed === 'boolean' ? [] : ['no is_decimal_allowed']),
        ...(/^(-?\d+(\.\d+)?)?$/.test(initial) ? [] : ['initial_value is no number']),
      ];
    case 'datepicker':
      return /^(\d{4}-\d\d-\d\d)?$/.test(element.initial_date ?? '') ? [] : ['initial_date is no date'];
    case 'static_select':
      return [...ofOptions(options, 100), ...ofInitial(options, element.initial_option ?? [])];
    case 'multi_static_select':
      return [...ofOptions(options, 100), ...ofInitial(options, element.initial_options ?? [])];
    case 'checkboxes':
      return [...ofOptions(options, 10), ...ofInitial(options, element.initial_options ?? [])];
    case 'radio_buttons':
      return [...ofOptions(options, 10), ...ofInitial(options, element.initial_option ?? [])];
    default:
      return [`an input of type ${type}`];
  }
}

function ofOptions(options: any, most: number): string[] {
  const problems = ofList(options, most, ({ text, value }) => [
    ...ofPlain(text, 75),
    ...(value?.length >= 1 && value.length <= 150 ? [] : ['a value of a wrong size']),
  ]);
  const values = (options ?? []).map(({ value }: any) => value);
  return new Set(values).size === values.length ? problems : [...problems, 'two options with one value'];
}

function ofInitial(options: any, initial: any): string[] {
  const known = (options ?? []).map((option: any) => JSON.stringify(option));
  const chosen = [initial].flat().map((option: any) => JSON.stringify(option));
  return chosen.every((option: string) => known.includes(option)) ? [] : ['an initial option that is none'];
}

function ofPreformatted(element: any): string[] {
  if (element.type !== 'rich_text_preformatted') return [`rich text of type ${element.type}`];
  return ofList(element.elements, 10, ({ type, text }) =>
    type === 'text' && text.length > 0 && text.length <= 4_000 ? [] : ['preformatted text of a wrong size'],
  );
}

function ofButton(button: any): string[] {
  return [
    ...(button.type === 'button' ? [] : ['no button']),
    ...ofPlain(button.text, 75),
    ...((button.value?.length ?? 0) > 2_000 ? ['a value over 2000'] : []),
    ...((button.url?.length ?? 0) > 3_000 ? ['an address over 3000'] : []),
    ...(button.confirm ? ofConfirm(button.confirm) : []),
    ...(!button.action_id || button.action_id.length > 255 ? ['no action_id'] : []),
  ];
}

function ofConfirm({ title, text, confirm, deny, style }: any): string[] {
  return [
    ...ofPlain(title, 100),
    ...ofPlain(text, 300),
    ...[confirm, deny].flatMap((label) => ofPlain(label, 30)),
    ...(style === 'primary' || style === 'danger' ? [] : [`a question of style ${style}`]),
  ];
}

function ofPlain(text: any, most: number): string[] {
  if (text?.type !== 'plain_text') return [`text of type ${text?.type}`];
  if (text.emoji !== false) return ['text with emoji'];
  return text.text.length >= 1 && text.text.length <= most
    ? []
    : [`text of ${text.text.length}, not ${most}`];
}

function ofList(list: any, most: number, of: (entry: any) => string[]): string[] {
  if (!Array.isArray(list) || list.length === 0) return ['an empty list'];
  return [...(list.length > most ? [`${list.length} where ${most} may be`] : []), ...list.flatMap(of)];
}

/** All texts in blocks. */
export function textsIn(value: any): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = typeof value.text === 'string' ? [value.text as string] : [];
  return [...own, ...Object.values(value).flatMap(textsIn)];
}
