import type { DryRun } from '../../../client';
import { neededText } from '../../../rules/requests/explain';
import { visible, visibleLine as line } from '../../../rules/text';
import { policyLines } from '../../text/plan';
import { formatDuration } from '../../text/time';
import { typedIn, type Visit } from '../visit';
import { Facts } from './values';
import { HiddenFields, LineField, TextField } from './forms';

/** Asks what the rules would say of a request. */
export function DryRunForm({ visit, problem }: { visit: Visit; problem?: string }) {
  const typed = typedIn(visit, '/policies');
  return (
    <form class="card" method="post" action="/policies">
      <h2>Which rules would a request meet?</h2>
      <p>Nothing is requested, and nobody is told.</p>
      {problem === undefined ? null : (
        <p class="note" role="alert">
          {visible(problem)}
        </p>
      )}
      <HiddenFields visit={visit} />
      <div class="columns">
        <LineField of="dry" name="action" label="Action" value={typed('action')} required />
        <LineField of="dry" name="resource" label="Resource (optional)" value={typed('resource')} />
      </div>
      <TextField
        of="dry"
        name="context"
        label="Arguments, as JSON (optional)"
        value={typed('context')}
        rows={3}
        most={262144}
      />
      <LineField
        of="dry"
        name="requesterId"
        label="Asked by (optional)"
        hint="You, if you name nobody."
        value={typed('requesterId')}
      />
      <div class="buttons">
        <button class="primary">Try it</button>
      </div>
    </form>
  );
}

const OUTCOME_TITLE = {
  pending: 'People would be asked',
  approved: 'It would be approved at once',
  rejected: 'It would be rejected at once',
  cancelled: 'It would fail',
  expired: 'It would expire',
} as const;

const ON_EXPIRY_TEXT = {
  expire: 'it expires',
  reject: 'it is rejected',
  escalate: 'it is escalated',
  approve: 'it is approved',
};

/** Which rules, who would have to approve, by when, and what then. */
export function DryRunResult({ dryRun }: { dryRun: DryRun }) {
  const { status, plan, needed, approvers, atDeadline, unresolved } = dryRun;
  const request = { kind: 'approval', plan, unknown: undefined } as Parameters<typeof policyLines>[0];
  return (
    <section class="card outcome" id="dry-run" role="status">
      <h2>{OUTCOME_TITLE[status]}</h2>
      {plan.error ? <p class="written">{visible(plan.error.message)}</p> : null}
      {plan.automatic ? (
        <p class="written">
          By {line(plan.automatic.name)}
          {plan.automatic.reason ? `: ${visible(plan.automatic.reason)}` : ''}
        </p>
      ) : null}
      <ul class="plain">
        {policyLines(request).map((reason) => (
          <li>{reason}</li>
        ))}
      </ul>
      <Facts
        facts={[
          ['Needed', needed.map((need) => line(neededText(need))).join('; ')],
          ['Asked first', approvers.map(line).join(', ')],
          [
            'Deadline',
            status === 'pending'
              ? `${formatDuration(plan.expireAfter)}${atDeadline ? `, then ${ON_EXPIRY_TEXT[atDeadline]}` : ''} (policy ${line(plan.expiryPolicy)})`
              : null,
          ],
          ['Not known', unresolved ? line(unresolved) : null],
        ]}
      />
    </section>
  );
}
