import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenAPIHono, type z } from '@hono/zod-openapi';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import {
  EscalatedSchema,
  EscalationListSchema,
  EscalationSchema,
  HistorySchema,
  ReportResultSchema,
} from '../../../../admin/api/answers/escalation';
import { DryRunSchema, PoliciesSchema } from '../../../../admin/api/answers/policies';
import { ProblemSchema } from '../../../../admin/http/problem';
import {
  RequestedApprovalSchema,
  RequestListSchema,
  RequestSchema,
} from '../../../../admin/api/answers/request';
import { RunListSchema, RunSchema, StartedRunSchema } from '../../../../admin/api/answers/run';
import {
  EscalationVerdictSchema,
  RunVerdictSchema,
  VerdictSchema,
} from '../../../../admin/api/answers/verdicts';
import type { EscalationRecord } from '../../../../contract/escalation';
import { historyItemOf } from '../../../../client/escalations/history';

const folder = join(__dirname, '..', '..', '..', 'histories');
// What is kept of the messages the API tells otherwise, and no attempt at it gets a verdict.
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.json') && !/notifications-[^/]*$/.test(file),
);
const RECORDS: Record<string, z.ZodType> = {
  approval: RequestSchema,
  confirmation: RequestSchema,
  escalation: EscalationSchema,
  run: RunSchema,
};
const RUN_ANSWERS: Record<string, z.ZodType> = {
  report: ReportResultSchema,
  finish: RunVerdictSchema,
  cancel: RunVerdictSchema,
};

type Answer = Record<string, unknown>;

/** All that a history's workflow ever answered: its result, and the verdicts of its updates with their names. */
function answersOf(file: string): {
  record: Answer | undefined;
  verdicts: { name: string; verdict: Answer }[];
} {
  const json = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>;
  const events = historyFromJSON(json).events ?? [];
  const decode = (sent?: { payloads?: Payload[] | null } | null): Answer | undefined =>
    sent?.payloads?.[0] && defaultPayloadConverter.fromPayload(sent.payloads[0]);
  const names = new Map(
    events.map((event) => {
      const request = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
      return [request?.meta?.updateId, request?.input?.name ?? ''];
    }),
  );
  const verdicts = events.flatMap(({ workflowExecutionUpdateCompletedEventAttributes: update }) => {
    const verdict = decode(update?.outcome?.success);
    return verdict ? [{ name: names.get(update?.meta?.updateId) ?? '', verdict }] : [];
  });
  const record = decode(events.at(-1)?.workflowExecutionCompletedEventAttributes?.result);
  return { record, verdicts };
}

describe('the schemas of the answers', () => {
  it.each(files)('read the record and the verdicts of %s as they are', (file) => {
    const { record, verdicts } = answersOf(file);
    if (record && 'policies' in record) {
      const { dryRun, ...policies } = record;
      expect(PoliciesSchema.parse(policies)).toEqual(policies);
      return expect(DryRunSchema.parse(dryRun)).toEqual(dryRun);
    }
    const kind = (record?.kind ?? 'run') as string;
    if (record) expect(RECORDS[kind]?.parse(record)).toEqual(record);
    if (kind === 'escalation') {
      const history = { items: [historyItemOf(record as unknown as EscalationRecord)] };
      expect(HistorySchema.parse(history)).toEqual(history);
    }
    for (const { name, verdict } of verdicts) {
      const ofKind: z.ZodType = kind === 'escalation' ? EscalationVerdictSchema : VerdictSchema;
      const schema = kind === 'run' ? RUN_ANSWERS[name] : ofKind;
      // The client does not pass this on: it asks the run again until it has the answer.
      const isLate = kind === 'run' && verdict.outcome === 'queued';
      if (schema && !isLate) expect(schema.parse(verdict)).toEqual(verdict);
    }
  });

  it('refuse a field that they do not know', () => {
    const verdict = { outcome: 'accepted', status: 'approved', id: 'a', message: 'a' };
    expect(VerdictSchema.safeParse(verdict).success).toBe(true);
    expect(VerdictSchema.safeParse({ ...verdict, secret: 'a' }).success).toBe(false);
  });

  it('make a document whose references all lead somewhere', () => {
    const { openAPIRegistry, ...app } = new OpenAPIHono();
    const all = {
      DryRunSchema,
      PoliciesSchema,
      EscalatedSchema,
      EscalationSchema,
      EscalationListSchema,
      EscalationVerdictSchema,
      HistorySchema,
      ProblemSchema,
      ReportResultSchema,
      RequestListSchema,
      RequestSchema,
      RequestedApprovalSchema,
      RunListSchema,
      RunSchema,
      RunVerdictSchema,
      StartedRunSchema,
      VerdictSchema,
    };
    for (const [name, schema] of Object.entries(all))
      openAPIRegistry.register(name.replace('Schema', ''), schema as z.ZodType);
    const document = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'hitl', version: '0' } });
    const schemas = document.components?.schemas ?? {};
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(50);
    for (const [, name = ''] of references) expect(schemas).toHaveProperty(name);
    expect(schemas.Request).toMatchObject({
      additionalProperties: false,
      properties: {
        context: { type: 'object', additionalProperties: {} },
        requestedAt: { type: 'string', format: 'date-time' },
        plan: { $ref: '#/components/schemas/Plan' },
      },
    });
  });
});
