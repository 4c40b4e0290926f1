import type { EscalationView } from '../../../client';
import { visible, visibleLine as line } from '../../../rules/text';
import { JsonSection } from './json';
import { Status } from './status';
import { When } from './time';

const MEANING = {
  continue: 'It goes on as it was.',
  abort: 'It is ended.',
  modify: 'It goes on with the modification.',
} as const;

/** How an escalation ended: by whom, when, with what. */
export function EscalationEnd({ escalation, now }: { escalation: EscalationView; now: number }) {
  const { resolution, cancelled } = escalation;
  if (resolution) {
    const who =
      resolution.by === 'system' ? 'the config, as nobody acknowledged it' : line(resolution.resolvedBy);
    return (
      <section class="card outcome">
        <h2>
          <Status status="resolved" /> by {who}: {resolution.action}
        </h2>
        <p>
          <When iso={resolution.at} now={now} />. {MEANING[resolution.action]}
        </p>
        <blockquote class="written">{visible(resolution.resolution)}</blockquote>
        <JsonSection title="Modification" value={resolution.modification} />
      </section>
    );
  }
  if (cancelled === undefined) return null;
  return (
    <section class="card outcome">
      <h2>
        <Status status="cancelled" /> by {line(cancelled.name ?? cancelled.by)}
      </h2>
      <p>
        <When iso={cancelled.at} now={now} />
      </p>
      {cancelled.reason ? <blockquote class="written">{visible(cancelled.reason)}</blockquote> : null}
    </section>
  );
}
