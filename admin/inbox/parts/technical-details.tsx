import type { StuckWorkflow } from '../../../client';
import { visibleLine as line } from '../../../rules/text';
import { escalationAt, requestAt, runAt } from '../addresses';
import type { Visit } from '../visit';
import { uiLink } from '../../text/commands';

/*
 * The id and the Temporal UI, what is unknown without a worker, and whether the workflow is stuck.
 */

/** The id, for whoever quotes it; and the same thing in the Temporal UI, where the config says where that is. */
export function TechnicalDetails({ visit, id }: { visit: Visit; id: string }) {
  const { settings, client } = visit.admin;
  const base = settings.temporalUi?.replace(/\/+$/, '');
  return (
    <>
      <p class="behind">
        Id <code>{line(id)}</code>
      </p>
      {base === undefined ? null : (
        <p class="behind">
          <a href={uiLink(base, client.options.namespace, id)}>Open in the Temporal UI</a>
        </p>
      )}
    </>
  );
}

/** What only a worker could tell, and none did. */
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

const MAX_NAMED = 5;

/** Says that the thing of this page is stuck. */
export function StuckNote({ stuck, noun }: { stuck: StuckWorkflow | undefined; noun: string }) {
  if (stuck === undefined) return null;
  const { id, cause, attempts } = stuck;
  return (
    <p class="note" role="status">
      <strong>This {noun} is stuck:</strong> its workflow task has failed {attempts} times
      {cause === undefined ? '' : ` (${cause})`}. What is sent to it is kept, and judged by when it arrived
      once an operator has reset it: <code>hitl heal {line(id)}</code>
    </p>
  );
}

/** Tells operators above the inbox what is stuck. */
export function StuckNotice({ stuck }: { stuck: StuckWorkflow[] }) {
  if (stuck.length === 0) return null;
  const more = stuck.length - MAX_NAMED;
  return (
    <div class="note" role="status">
      <strong>
        {stuck.length === 1 ? '1 workflow is stuck' : `${stuck.length} workflows are stuck`}: the workflow
        task keeps failing.
      </strong>{' '}
      {stuck.slice(0, MAX_NAMED).map((one, index) => (
        <>
          {index === 0 ? '' : ', '}
          {one.kind} <a href={addressOf(one)}>{line(one.id)}</a>
        </>
      ))}
      {more > 0 ? ` and ${more} more` : ''}. <code>hitl doctor</code> says why, <code>hitl heal ID</code>{' '}
      resets one.
    </div>
  );
}

function addressOf({ kind, id }: StuckWorkflow): string | undefined {
  if (kind === 'approval' || kind === 'confirmation') return requestAt(id);
  if (kind === 'escalation') return escalationAt(id);
  return kind === 'run' ? runAt(id) : undefined;
}
