import type { EscalationView } from '../../../client';
import { typedIn, type Visit } from '../visit';
import { ActsOn, TextField } from './form-parts';

const OF_RUN = [
  ['continue', 'Continue', 'The run goes on as it is.'],
  ['modify', 'Modify', 'The run goes on, and its next step is given what you say.'],
  ['abort', 'Abort', 'The run ends as aborted.'],
] as const;

const OF_REQUEST = [
  ['continue', 'Continue', 'The request goes on waiting for its approvers.'],
  ['abort', 'Abort', 'The request is rejected.'],
] as const;

/** How an escalation ends. A request's content is fixed, so it is not modified. */
export function ResolveForm(props: { visit: Visit; escalation: EscalationView }) {
  const { visit, escalation } = props;
  const typed = typedIn(visit, '/escalations/resolve');
  const { id, requestId } = escalation;
  const actions = requestId === undefined ? OF_RUN : OF_REQUEST;
  return (
    <form class="card resolve" method="post" action="/escalations/resolve">
      <h2>Resolve it</h2>
      <ActsOn visit={visit} id={id} />
      <fieldset>
        <legend>What happens now</legend>
        {actions.map(([action, name, then]) => (
          <label class="choice">
            <input type="radio" name="action" value={action} required checked={typed('action') === action} />
            <span>
              <strong>{name}</strong> <span class="hint">{then}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {requestId === undefined ? (
        <div class="modification">
          <TextField
            of="resolve"
            name="modification"
            label="Modification, as JSON"
            hint='With Modify alone, such as {"budget": 100}. At most 48 KB.'
            value={typed('modification')}
            rows={4}
            most={49152}
          />
        </div>
      ) : null}
      <TextField
        of="resolve"
        name="resolution"
        label="What you found or did"
        value={typed('resolution')}
        required
      />
      <div class="buttons">
        <button class="primary" data-needs="resolution">
          Resolve
        </button>
      </div>
    </form>
  );
}
