import { z } from 'zod';

/*
 * The parts of Slack's payloads that are used. Payloads contain much more.
 */

const sender = {
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
  user: z.object({ id: z.string().min(1).max(50), team_id: z.string().optional() }),
};

const ClickSchema = z.object({
  type: z.literal('block_actions'),
  ...sender,
  container: z
    .object({ type: z.literal('message'), channel_id: z.string(), message_ts: z.string() })
    .optional()
    .catch(undefined),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  actions: z
    .array(z.object({ action_id: z.string(), value: z.string().optional(), action_ts: z.string() }))
    .min(1),
});

const OptionSchema = z.object({ value: z.string() });

/** What was entered, by the id of the block and the id of the input. */
const ValuesSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_option: OptionSchema.nullish(),
      selected_options: z.array(OptionSchema).nullish(),
      selected_date: z.string().nullish(),
    }),
  ),
);

export type ModalValues = z.output<typeof ValuesSchema>;

const SubmissionSchema = z.object({
  type: z.literal('view_submission'),
  ...sender,
  view: z.object({
    id: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: ValuesSchema }),
  }),
});

/** Other payloads, which are ignored. */
const OtherSchema = z
  .object({ type: z.string(), team: sender.team, enterprise: sender.enterprise })
  .refine(({ type }) => type !== 'block_actions' && type !== 'view_submission');

const PayloadSchema = z.union([ClickSchema, SubmissionSchema, OtherSchema]);

export type Click = z.output<typeof ClickSchema>;
export type Submission = z.output<typeof SubmissionSchema>;
export type Payload = z.output<typeof PayloadSchema>;

/** The payload in a body. Undefined if the body is not a Slack payload. */
export function payloadIn(body: Uint8Array): Payload | undefined {
  const payload = new URLSearchParams(Buffer.from(body).toString()).get('payload');
  try {
    return PayloadSchema.safeParse(JSON.parse(payload ?? '')).data;
  } catch {
    return undefined;
  }
}

export const isClick = (payload: Payload): payload is Click => payload.type === 'block_actions';
export const isSubmission = (payload: Payload): payload is Submission => payload.type === 'view_submission';
