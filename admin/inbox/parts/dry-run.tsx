import type { DryRun } from '../../../client';
import { neededText } from '../../../rules/requests/explain';
import { EXPIRY_TEXT } from '../../../rules/requests/record';
import { visible, visibleLine as line } from '../../../rules/text';
import { policyLines } from '../../text/plan';
import { formatDuration } from '../../text/time';
import { typedIn, type Visit } from '../visit';
import { HiddenFields, LineField, TextField } from './forms';
import { Facts } from './values';

/** The form that shows which policies would apply to a request. */
export function DryRunForm({ visit, problem }: { visit: Visit; problem?: string }) {
  const typed = typedIn(visit, '/policies');
  return (
    <form class="card" method="post" action="/policies">
      <h2>Which policies would apply?</h2>
      <p>This does not create a request and notifies nobody.</p>
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
        maxLength={262144}
      />
      <LineField
        of="dry"
        name="requesterId"
        label="Requested by (optional)"
        hint="Your name, if you leave this empty."
        value={typed('requesterId')}
      />
      <div class="buttons">
        <button class="primary">Try it</button>
      </div>
    </form>
  );
}

const OUTCOME_TITLE = {
  pending: 'The request would wait for approval',
  approved: 'The request would be approved immediately',
  answered: 'The request would be answered',
  rejected: 'The request would be rejected immediately',
  cancelled: 'The request would fail',
  expired: 'The request would expire',
} as const;

/** Which policies would apply, who would have to approve, by when, and what happens then. */
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
          ['Required', needed.map((need) => line(neededText(need))).join('; ')],
          ['First approvers', approvers.map(line).join(', ')],
          [
            'Deadline',
            status === 'pending'
              ? `${formatDuration(plan.expireAfter)}${atDeadline ? `, then ${EXPIRY_TEXT[atDeadline]}` : ''} (policy ${line(plan.expiryPolicy)})`
              : null,
          ],
          ['Unknown', unresolved ? line(unresolved) : null],
        ]}
      />
    </section>
  );
}
