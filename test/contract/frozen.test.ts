import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CancelMessageSchema, CommentMessageSchema, DecisionMessageSchema } from '../../contract/decision';
import * as errors from '../../contract/errors';
import { EscalationStartSchema } from '../../contract/escalation';
import * as onEscalation from '../../contract/escalation-messages';
import { LIMITS } from '../../contract/limits';
import * as names from '../../contract/names';
import {
  NotificationDigestItemSchema,
  NotificationDigestStartSchema,
  NotificationsStartSchema,
  WakeSchema,
} from '../../contract/notification';
import { WebhookBodySchema } from '../../contract/records/webhook';
import { PoliciesStartSchema, RequestStartSchema } from '../../contract/request';
import * as onRun from '../../contract/run';
import { OutcomeMessageSchema, UseStartSchema } from '../../contract/use';
import { USED } from '../../contract/workflow-schemas';
import { adminOn, nowhere } from '../support/admin-app';
import { additions, brokenPromises, type Contract, type JsonSchema } from '../support/contract-compat';
import { resultChanges, type Results } from '../support/result-compat';

const FILE = join(__dirname, 'frozen-0.1.0.json');
const RESULTS_FILE = join(__dirname, 'frozen-results-0.1.0.json');

const HELP = `
The contract of 0.1.0 is frozen: programs send these messages, and workflows that wait for weeks have these start arguments.
- Something frozen may not be removed, renamed, narrowed or made required. A new field must be optional.
- A result (an answer of the API, which is a view of the client, or a webhook) may gain fields and values. It may not lose a field, leave
  out what was always there, or have a value of another type: programs read it, and so do requests that wait.
- A new message, name, field or value of a result needs a line in a
  file: HITL_WRITE_FROZEN=add npx jest test/contract/frozen.test.ts
- Before 0.1.0 is released, and only then, write the files anew: HITL_WRITE_FROZEN=anew npx jest test/contract/frozen.test.ts
`;

const SCHEMAS: Record<string, z.ZodObject> = {
  'request: start': RequestStartSchema,
  'request: decide': DecisionMessageSchema,
  'request: comment': CommentMessageSchema,
  'request: cancel': CancelMessageSchema,
  'use: start': UseStartSchema,
  'use: outcome': OutcomeMessageSchema,
  'escalation: start': EscalationStartSchema,
  'escalation: acknowledge': onEscalation.AcknowledgeSchema,
  'escalation: resolve': onEscalation.ResolveSchema,
  'escalation: promote': onEscalation.PromoteSchema,
  'escalation: reassign': onEscalation.ReassignSchema,
  'escalation: raise': onEscalation.RaiseSchema,
  'run: start': onRun.RunStartSchema,
  'run: report': onRun.ReportSchema,
  'run: escalate': onRun.EscalateSchema,
  'run: finish': onRun.FinishSchema,
  'run: cancel': onRun.CancelRunSchema,
  'policies: start': PoliciesStartSchema,
  'notifications: start': NotificationsStartSchema,
  'notifications: wake': WakeSchema,
  'digest: start': NotificationDigestStartSchema,
  'digest: add': NotificationDigestItemSchema,
};

/** The limits of input. Others, such as the size of a page, may change. */
const {
  pageSize: _page,
  decisionsAtOnce: _atOnce,
  keywordListBytes: _list,
  memoNamesBytes: _memo,
  ...OF_INPUT
} = LIMITS;

function present(): Contract {
  const schemas = Object.entries(SCHEMAS).map(([name, schema]) => {
    // As people write it: a default makes a field optional.
    const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    return [name, json as JsonSchema] as const;
  });
  return {
    schemas: Object.fromEntries(schemas),
    names: {
      workflowTypes: names.WORKFLOW_TYPES,
      messages: names.MESSAGES,
      searchAttributes: names.SEARCH_ATTRIBUTES,
      requestKinds: [...names.REQUEST_KINDS],
      requestStatuses: names.REQUEST_STATUSES,
      escalationStatuses: names.ESCALATION_STATUSES,
      runStatuses: names.RUN_STATUSES,
      verdictOutcomes: [...names.VERDICT_OUTCOMES],
      decisionKinds: [...names.DECISION_KINDS],
      claimOutcomes: [...names.CLAIM_OUTCOMES],
      useOutcomes: [...names.USE_OUTCOMES],
      evidenceKinds: [...names.EVIDENCE_KINDS],
      severities: [...names.SEVERITIES],
      levels: [...names.LEVELS],
      triggerTypes: Object.values(names.EscalationTriggerType),
      notificationEvents: [...names.NOTIFICATION_EVENTS],
      errors: Object.entries(errors)
        .filter(([, value]) => typeof value === 'function' && value.prototype instanceof errors.HitlError)
        .map(([name]) => name),
    },
    limits: OF_INPUT,
  };
}

interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Content }> }>>;
  components: { schemas: Record<string, JsonSchema> };
}
type Content = Record<string, { schema: JsonSchema }>;

/** What programs read: every answer of the API but errors' pages, and the body of webhooks. */
async function presentResults(): Promise<Results> {
  const { body } = await adminOn(nowhere()).ask('GET', '/api/openapi.json');
  const { paths, components } = body as OpenApi;
  const answers = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.entries(responses).flatMap(([status, { content = {} }]) =>
        Object.values(content).map(({ schema }) => [`${method} ${path} ${status}`, schema] as const),
      ),
    ),
  );
  const {
    $schema: _,
    $defs = {},
    ...webhook
  } = z.toJSONSchema(WebhookBodySchema, {
    unrepresentable: 'any',
  }) as JsonSchema;
  return JSON.parse(
    JSON.stringify(
      {
        schemas: { ...Object.fromEntries(answers), webhook },
        definitions: { ...$defs, ...components.schemas },
      },
      (key, value: unknown) => (typeof value === 'string' && key === 'description' ? undefined : value),
    ),
  ) as Results;
}

/** One schema a line. */
function inLines({ schemas, definitions }: Results): string {
  const lines = (named: object) =>
    Object.entries(named)
      .map(([name, schema]) => `    ${JSON.stringify(name)}: ${JSON.stringify(schema)}`)
      .join(',\n');
  return `{\n  "schemas": {\n${lines(schemas)}\n  },\n  "definitions": {\n${lines(definitions)}\n  }\n}\n`;
}

test('every schema that a workflow parses is frozen', () => {
  expect(new Set(Object.values(SCHEMAS))).toEqual(new Set(USED.map(([schema]) => schema)));
});

test('the contract of 0.1.0 still holds', async () => {
  const now = present();
  const nowRead = await presentResults();
  const mode = process.env.HITL_WRITE_FROZEN;
  const write = () => {
    writeFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`);
    writeFileSync(RESULTS_FILE, inLines(nowRead));
  };
  if (mode === 'anew') write();
  const frozen = JSON.parse(readFileSync(FILE, 'utf8')) as Contract;
  const frozenRead = JSON.parse(readFileSync(RESULTS_FILE, 'utf8')) as Results;
  const results = resultChanges(frozenRead, nowRead);
  const broken = [...brokenPromises(frozen, now), ...results.broken];
  if (mode === 'add' && broken.length === 0) write();
  const missing =
    mode === 'add'
      ? []
      : [...additions(frozen, now), ...results.added].map(
          (name) => `${name} is new and has no line in the file`,
        );
  const problems = [...broken, ...missing];
  expect(problems.length === 0 ? '' : `${problems.join('\n')}\n${HELP}`).toBe('');
});
