import type { EscalationView } from '../../../client';
import { visible, visibleLine as line } from '../../../rules/text';
import type { EscalationSubject } from '../../access/escalations';
import type { Visit } from '../visit';
import { Value } from './content/content';
import { ExactJson } from './content/exact-json';
import { Folded } from './content/fold';
import { RunSteps } from './run-steps';
import { ValueSection } from './value-section';

/*
 * What happened before an escalation.
 */

/** What the agent reported. Its input and its state stand below, where the reader may read the run. */
export function Reported({
  context,
  subject: { run, request },
  locale,
}: {
  context: EscalationView['context'];
  subject: EscalationSubject;
  locale: string;
}) {
  const elsewhere: Record<string, unknown> = { input: run?.input, state: run?.state };
  const rest = Object.entries(context ?? {}).filter(
    ([key, value]) => run === undefined || JSON.stringify(value) !== JSON.stringify(elsewhere[key]),
  );
  // The context of a request's escalation is that of the request.
  if (request !== undefined && JSON.stringify(context) === JSON.stringify(request.context)) return null;
  return (
    <ValueSection
      title="What was reported"
      value={Object.fromEntries(rest)}
      exact={context}
      locale={locale}
    />
  );
}

const MAX_STEPS_SHOWN = 5;

/** What the agent was doing, or the request that nobody decided in time. */
export function Subject({
  visit: { locale },
  escalation,
  subject: { run, request },
}: {
  visit: Visit;
  escalation: EscalationView;
  subject: EscalationSubject;
}) {
  if (run !== undefined)
    return (
      <>
        <RunSteps
          run={run}
          latest={MAX_STEPS_SHOWN}
          title="What the agent did"
          besides={escalation.id}
          locale={locale}
        />
        <ValueSection title="Input of the run" value={run.input} locale={locale} />
        {run.state === undefined ? null : (
          <Folded summary="Show the state of the run after its last step">
            <Value value={run.state} locale={locale} />
            <ExactJson value={run.state} />
          </Folded>
        )}
      </>
    );
  if (request === undefined) return null;
  const { action, resource, description, context } = request;
  return (
    <>
      <section>
        <h2>The request</h2>
        {description ? <p class="written">{visible(description)}</p> : null}
        <p>
          {line(action)}
          {resource === undefined ? null : <span class="on"> on {line(resource)}</span>}
        </p>
      </section>
      <ValueSection title="Arguments of the request" value={context} locale={locale} />
    </>
  );
}
