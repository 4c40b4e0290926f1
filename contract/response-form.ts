import { z } from 'zod';
import { LIMITS, utf8Bytes } from './limits';
import { text } from './text';

/*
 * A response form: what a person answers beside the decision (design rule 24). It is a flat subset of JSON Schema, the one of
 * MCP elicitation.
 */

const described = {
  /** The label of the field. Default: its name. */
  title: text(LIMITS.nameBytes).optional(),
  /** What the person should know to answer. */
  description: text(1_000).optional(),
};

const ChoiceSchema = text(LIMITS.nameBytes).min(1, 'must not be empty');
const choices = z.array(ChoiceSchema).min(1, 'must name at least one choice').max(100);
const length = z.int().nonnegative();

const FORMATS = {
  email: (value: string) => z.regexes.html5Email.test(value),
  uri: (value: string) => URL.canParse(value),
  date: (value: string) => z.regexes.date.test(value),
  'date-time': (value: string) => DATE_TIME.test(value),
} as const;
const DATE_TIME = z.regexes.datetime({ offset: true });

/** Whether a text has the format that a field demands. */
export function hasFormat(value: string, format: keyof typeof FORMATS): boolean {
  return FORMATS[format](value);
}

/** There is no `password`: secrets do not belong in the history of a workflow. */
const FormatSchema = z.enum(['email', 'uri', 'date', 'date-time'], {
  error: ({ input }) =>
    input === 'password'
      ? "'password' is refused: a secret must not be stored in the history of a workflow"
      : 'must be email, uri, date or date-time',
});

const StringFieldSchema = z.strictObject({
  /** The kind of the answer. */
  type: z.literal('string'),
  ...described,
  /** The values to choose from. */
  enum: choices.optional(),
  /** The texts to show for the values of `enum`, in the same order. */
  enumNames: z.array(ChoiceSchema).optional(),
  /** `email`, `uri`, `date` or `date-time`. */
  format: FormatSchema.optional(),
  /** A regular expression in the syntax of RE2, which the answer must contain. */
  pattern: text(LIMITS.patternBytes).optional(),
  /** The minimum number of characters. */
  minLength: length.optional(),
  /** The maximum number of characters. */
  maxLength: length.optional(),
  /** What the form shows at first. */
  default: text(LIMITS.notesBytes).optional(),
});

const NumberFieldSchema = z.strictObject({
  /** The kind of the answer. */
  type: z.enum(['number', 'integer']),
  ...described,
  /** The smallest number that is accepted. */
  minimum: z.number().optional(),
  /** The largest number that is accepted. */
  maximum: z.number().optional(),
  /** What the form shows at first. */
  default: z.number().optional(),
});

const BooleanFieldSchema = z.strictObject({
  /** The kind of the answer. */
  type: z.literal('boolean'),
  ...described,
  /** What the form shows at first. */
  default: z.boolean().optional(),
});

/** Several choices. */
const ChoicesFieldSchema = z.strictObject({
  /** The kind of the answer. */
  type: z.literal('array'),
  ...described,
  /** What can be chosen. */
  items: z.strictObject({
    /** Each choice is a text. */
    type: z.literal('string'),
    /** The values to choose from. */
    enum: choices,
    /** The texts to show for the values of `enum`, in the same order. */
    enumNames: z.array(ChoiceSchema).optional(),
  }),
  /** The minimum number of choices. */
  minItems: length.optional(),
  /** The maximum number of choices. */
  maxItems: length.optional(),
  /** What is chosen at first. */
  default: z.array(ChoiceSchema).optional(),
});

const FieldSchema = z.discriminatedUnion('type', [
  StringFieldSchema,
  NumberFieldSchema,
  BooleanFieldSchema,
  ChoicesFieldSchema,
]);

/** One field of a response form. */
export type FormField = z.output<typeof FieldSchema>;

const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
// `z.regex` writes to its regular expression, which the sandbox of workflows has frozen.
const FieldNameSchema = z.string().refine((name) => FIELD_NAME.test(name), {
  error: 'must be a name of letters, digits, _ and -, at most 64 characters',
});

export const ResponseFormSchema = z
  .strictObject({
    /** As in JSON Schema; it may be left out. */
    type: z.literal('object').optional(),
    /** The fields, by name, in the order in which they are shown. */
    properties: z.record(FieldNameSchema, FieldSchema),
    /** The fields that must be answered. */
    required: z.array(FieldNameSchema).optional(),
  })
  .superRefine(({ properties, required = [] }, problems) => {
    const refuse = (path: PropertyKey[], message: string) =>
      problems.addIssue({ code: 'custom', path, message });
    const count = Object.keys(properties).length;
    if (count === 0) refuse(['properties'], 'must have at least one field');
    if (count > LIMITS.formFields) refuse(['properties'], `has more than ${LIMITS.formFields} fields`);
    required.forEach((name, index) => {
      if (!Object.hasOwn(properties, name))
        refuse(['required', index], `names '${name}', which is not a field`);
    });
    for (const [name, field] of Object.entries(properties)) {
      const named = field.type === 'array' ? field.items : field.type === 'string' ? field : undefined;
      if (named?.enumNames !== undefined && named.enumNames.length !== named.enum?.length)
        refuse(['properties', name, 'enumNames'], 'must have one text for each value of enum');
    }
  })
  .refine((form) => utf8Bytes(JSON.stringify(form)) <= LIMITS.formBytes, {
    error: `is larger than ${LIMITS.formBytes / 1024} KB`,
  });

/** A response form: a flat JSON Schema of an object. */
export type ResponseForm = z.output<typeof ResponseFormSchema>;

/** The answer to a response form, by field. */
export const FormAnswerSchema = z
  .record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.array(z.string())], {
      error: 'must be a text, a number, true, false or a list of texts',
    }),
    { error: 'must be an object: the answers by the names of their fields' },
  )
  .refine((answer) => utf8Bytes(JSON.stringify(answer)) <= LIMITS.answerBytes, {
    error: `is larger than ${LIMITS.answerBytes / 1024} KB`,
  });

/** The answer to a response form, by field. */
export type FormAnswer = z.output<typeof FormAnswerSchema>;
