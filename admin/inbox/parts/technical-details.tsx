import type { StuckWorkflow } from '../../../client';
import { visibleLine as line } from '../../../rules/text';
import { uiLink } from '../../text/commands';
import { escalationAt, requestAt, runAt } from '../addresses';
import type { Visit } from '../visit';

/*
 * The id, the link to the Temporal UI, and notes about a missing worker or a stuck workflow.
 */

/** The id, and a link to the Temporal UI if the config has its address. */
export function TechnicalDetails({ visit, id }: { visit: Visit; id: string }) {
  const { settings, client } = visit.admin;
  const base = settings.temporalUi?.replace(/\/+$/, '');
  return (
    <>
      <p class="technical">
        Id <code>{line(id)}</code>
      </p>
      {base === undefined ? null : (
        <p class="technical">
          <a href={uiLink(base, client.options.namespace, id)}>Open in the Temporal UI</a>
        </p>
      )}
    </>
  );
}

/** Says what is unknown because no worker answered. */
export function UnknownNote({ sentences }: { sentences: readonly string[] }) {
  return (
    <>
      {sentences.map((sentence) => (
        <p class="note" role="status">
          {sentence}
        </p>
      ))}
    </>
  );
}

const MAX_LISTED = 5;

/** Says that the workflow of this page is stuck. */
export function StuckNote({ stuck, noun }: { stuck: StuckWorkflow | undefined; noun: string }) {
  if (stuck === undefined) return null;
  const { id, cause, attempts } = stuck;
  return (
    <p class="note" role="status">
      <strong>This {noun} is stuck:</strong> its workflow task has failed {attempts} times
      {cause === undefined ? '' : ` (${cause})`}. Messages to it are kept. They are processed by their arrival
      times after an operator resets it: <code>hitl heal {line(id)}</code>
    </p>
  );
}

/** Lists the stuck workflows above the inbox, for operators. */
export function StuckNotice({ stuck }: { stuck: StuckWorkflow[] }) {
  if (stuck.length === 0) return null;
  const more = stuck.length - MAX_LISTED;
  return (
    <div class="note" role="status">
      <strong>
        {stuck.length === 1
          ? '1 workflow is stuck: its workflow task keeps failing.'
          : `${stuck.length} workflows are stuck: their workflow tasks keep failing.`}
      </strong>{' '}
      {stuck.slice(0, MAX_LISTED).map((workflow, index) => (
        <>
          {index === 0 ? '' : ', '}
          {workflow.kind} <a href={addressOf(workflow)}>{line(workflow.id)}</a>
        </>
      ))}
      {more > 0 ? ` and ${more} more` : ''}. Run <code>hitl doctor</code> to see why, and{' '}
      <code>hitl heal ID</code> to reset one.
    </div>
  );
}

function addressOf({ kind, id }: StuckWorkflow): string | undefined {
  if (kind === 'approval' || kind === 'confirmation') return requestAt(id);
  if (kind === 'escalation') return escalationAt(id);
  return kind === 'run' ? runAt(id) : undefined;
}
