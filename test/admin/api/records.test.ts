/** @jest-environment node */
// The schemas of the contract can be registered in a document only if `@hono/zod-openapi` was loaded before them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenAPIHono, type z } from '@hono/zod-openapi';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { ProblemSchema } from '../../../admin/http/problem';
import { historyItemOf } from '../../../client/escalations/history';
import type { EscalationRecord } from '../../../contract/escalation';
import { ReportResultSchema } from '../../../contract/records/check';
import { EscalatedSchema, EscalationViewSchema } from '../../../contract/records/escalation';
import {
  EscalationListSchema,
  HistorySchema,
  RequestListSchema,
  RunListSchema,
} from '../../../contract/records/lists';
import { DryRunSchema, PoliciesViewSchema } from '../../../contract/records/policies';
import { RequestedApprovalSchema, RequestViewSchema } from '../../../contract/records/request';
import { RunViewSchema, StartedRunSchema } from '../../../contract/records/run';
import { UseRecordSchema } from '../../../contract/records/use';
import {
  EscalationVerdictSchema,
  RunVerdictSchema,
  UseVerdictSchema,
  VerdictSchema,
} from '../../../contract/records/verdicts';

const folder = join(__dirname, '..', '..', 'histories');
// The API answers notifications in another form than their workflow keeps, and no attempt on them gets a verdict.
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.json') && !/notifications-[^/]*$/.test(file),
);
const RECORDS: Record<string, z.ZodType> = {
  approval: RequestViewSchema,
  confirmation: RequestViewSchema,
  escalation: EscalationViewSchema,
  run: RunViewSchema,
};
const RUN_ANSWERS: Record<string, z.ZodType> = {
  report: ReportResultSchema,
  finish: RunVerdictSchema,
  cancel: RunVerdictSchema,
};

type Answer = Record<string, unknown>;

/** Everything that the workflow of a history answered: its result, and the verdicts of its Updates with their names. */
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

describe('the schemas of records', () => {
  it.each(files)('parse the record and the verdicts of %s without a change', (file) => {
    const { record, verdicts } = answersOf(file);
    if (record && 'policies' in record) {
      const { dryRun, ...policies } = record;
      expect(PoliciesViewSchema.parse(policies)).toEqual(policies);
      return expect(DryRunSchema.parse(dryRun)).toEqual(dryRun);
    }
    if (record && 'claimedBy' in record) {
      for (const { verdict } of verdicts) expect(UseVerdictSchema.parse(verdict)).toEqual(verdict);
      return expect(UseRecordSchema.parse(record)).toEqual(record);
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
      // The client never returns this verdict: it asks the run again until it has the answer.
      const isLate = kind === 'run' && verdict.outcome === 'queued';
      if (schema && !isLate) expect(schema.parse(verdict)).toEqual(verdict);
    }
  });

  it('refuse an unknown field', () => {
    const verdict = { outcome: 'accepted', status: 'approved', id: 'a', message: 'a' };
    expect(VerdictSchema.safeParse(verdict).success).toBe(true);
    expect(VerdictSchema.safeParse({ ...verdict, secret: 'a' }).success).toBe(false);
  });

  it('make a document without broken references', () => {
    const { openAPIRegistry, ...app } = new OpenAPIHono();
    const all = {
      DryRunSchema,
      PoliciesViewSchema,
      EscalatedSchema,
      EscalationViewSchema,
      EscalationListSchema,
      EscalationVerdictSchema,
      HistorySchema,
      ProblemSchema,
      ReportResultSchema,
      RequestListSchema,
      RequestViewSchema,
      RequestedApprovalSchema,
      RunListSchema,
      RunViewSchema,
      RunVerdictSchema,
      StartedRunSchema,
      VerdictSchema,
    };
    for (const [name, schema] of Object.entries(all))
      openAPIRegistry.register(name.replace(/(View)?Schema$/, ''), schema as z.ZodType);
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
