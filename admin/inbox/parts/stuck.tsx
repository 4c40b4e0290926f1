import type { StuckWorkflow } from '../../../client';
import { readStuck } from '../../../client/operations/find-stuck';
import { visibleLine as line } from '../../../rules/text';
import { may, reachOf } from '../../access/may';
import { escalationAt, requestAt, runAt } from '../addresses';
import type { Visit } from '../visit';

const MAX_NAMED = 5;
/** A look that takes longer must not hold up the page. */
const TIMEOUT_MS = 1_000;

/** Whether what a page shows is stuck; nothing when Temporal does not say so in time. */
export async function stuckNow({ desk }: Visit, id: string): Promise<StuckWorkflow | undefined> {
  return readStuck(desk.session, id, TIMEOUT_MS).catch(() => undefined);
}

/** The stuck workflows, for readers who may see all of them; none for others. */
export async function allStuck({ desk, who }: Visit): Promise<StuckWorkflow[]> {
  const { access } = desk.settings;
  if (!reachOf(access, who).all && !may(access, who, 'administer')) return [];
  return desk.stuck().catch(() => []);
}

/** Says that the thing of this page is stuck. */
export function Stuck({ stuck, noun }: { stuck: StuckWorkflow | undefined; noun: string }) {
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
