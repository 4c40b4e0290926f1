import type { z } from '@hono/zod-openapi';
import type { Plan } from '../../../../contract/plan';
import type { DryRun, PoliciesView } from '../../../../contract/policies';
import type { EscalationVerdict } from '../../../../contract/escalation';
import type { ReportResult, RunVerdict } from '../../../../contract/run';
import type { Verdict } from '../../../../contract/decision';
import type { Escalated } from '../../../../client/escalations/escalate';
import type { EscalationView } from '../../../../client/escalations/entity';
import type { HistoryItem } from '../../../../client/escalations/history';
import type { EscalationItem } from '../../../../client/escalations/list';
import type { ListPage, RequestItem } from '../../../../client/temporal/page';
import type { RequestView } from '../../../../client/requests/entity';
import type { RequestedApproval } from '../../../../client/requests/start';
import type { RunItem } from '../../../../client/runs/list';
import type { RunView } from '../../../../client/runs/entity';
import type { StartedRun } from '../../../../client/runs/start';
import type {
  EscalatedSchema,
  EscalationItemSchema,
  EscalationListSchema,
  EscalationSchema,
  HistoryItemSchema,
  HistorySchema,
  ReportResultSchema,
} from '../../../../admin/api/answers/escalation';
import type { DryRunSchema, PoliciesSchema } from '../../../../admin/api/answers/policies';
import type {
  PlanSchema,
  RequestedApprovalSchema,
  RequestItemSchema,
  RequestListSchema,
  RequestSchema,
} from '../../../../admin/api/answers/request';
import type {
  RunItemSchema,
  RunListSchema,
  RunSchema,
  StartedRunSchema,
} from '../../../../admin/api/answers/run';
import type {
  EscalationVerdictSchema,
  RunVerdictSchema,
  VerdictSchema,
} from '../../../../admin/api/answers/verdicts';

type Json = z.core.util.JSONType;

/** The type with its intersections and aliases written out. Mutual assignability would miss an optional field too many. */
type WrittenOut<T> = unknown extends T
  ? unknown
  : [Json] extends [T]
    ? Json
    : T extends object
      ? { [K in keyof T]: WrittenOut<T[K]> }
      : T;
type Identical<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? 'the same' : 'drifted';
type Drift<S extends z.ZodType, T> = Identical<WrittenOut<z.output<S>>, WrittenOut<T>>;

/** The compiler is the test: a type that has left its schema behind is no longer `the same`. */
const drift: {
  plan: Drift<typeof PlanSchema, Plan>;
  policies: Drift<typeof PoliciesSchema, PoliciesView>;
  dryRun: Drift<typeof DryRunSchema, DryRun>;
  verdict: Drift<typeof VerdictSchema, Verdict>;
  escalationVerdict: Drift<typeof EscalationVerdictSchema, EscalationVerdict>;
  runVerdict: Drift<typeof RunVerdictSchema, RunVerdict>;
  request: Drift<typeof RequestSchema, RequestView>;
  requestItem: Drift<typeof RequestItemSchema, RequestItem>;
  requestList: Drift<typeof RequestListSchema, ListPage<RequestItem>>;
  requestedApproval: Drift<typeof RequestedApprovalSchema, RequestedApproval>;
  escalation: Drift<typeof EscalationSchema, EscalationView>;
  escalationItem: Drift<typeof EscalationItemSchema, EscalationItem>;
  escalationList: Drift<typeof EscalationListSchema, ListPage<EscalationItem>>;
  historyItem: Drift<typeof HistoryItemSchema, HistoryItem>;
  history: Drift<typeof HistorySchema, ListPage<HistoryItem>>;
  escalated: Drift<typeof EscalatedSchema, Escalated>;
  run: Drift<typeof RunSchema, RunView>;
  runItem: Drift<typeof RunItemSchema, RunItem>;
  runList: Drift<typeof RunListSchema, ListPage<RunItem>>;
  startedRun: Drift<typeof StartedRunSchema, StartedRun>;
  reportResult: Drift<typeof ReportResultSchema, ReportResult>;
} = {
  plan: 'the same',
  policies: 'the same',
  dryRun: 'the same',
  verdict: 'the same',
  escalationVerdict: 'the same',
  runVerdict: 'the same',
  request: 'the same',
  requestItem: 'the same',
  requestList: 'the same',
  requestedApproval: 'the same',
  escalation: 'the same',
  escalationItem: 'the same',
  escalationList: 'the same',
  historyItem: 'the same',
  history: 'the same',
  escalated: 'the same',
  run: 'the same',
  runItem: 'the same',
  runList: 'the same',
  startedRun: 'the same',
  reportResult: 'the same',
};

/** That the comparison would notice: an optional field more, a value more, an optional that is required. */
const noticed: [
  Identical<WrittenOut<{ a: string; b?: string }>, WrittenOut<{ a: string }>>,
  Identical<WrittenOut<{ a: { b: 'x' | 'y' }[] }>, WrittenOut<{ a: { b: 'x' }[] }>>,
  Identical<WrittenOut<{ a?: number }>, WrittenOut<{ a: number | undefined }>>,
  Identical<WrittenOut<{ a: unknown }>, WrittenOut<{ a: Json }>>,
] = ['drifted', 'drifted', 'drifted', 'drifted'];

it('the schemas of the answers are the types of the records, as the compiler sees it', () => {
  expect(new Set(Object.values(drift))).toEqual(new Set(['the same']));
  expect(new Set(noticed)).toEqual(new Set(['drifted']));
});
