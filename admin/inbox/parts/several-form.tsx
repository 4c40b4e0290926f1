import { typedIn, type Visit } from '../visit';
import { ActsOn, TextField } from './form-parts';

/** Decides all that is ticked in the list at `at`, each by itself, with one reason. */
export function SeveralForm({ visit, at }: { visit: Visit; at: string }) {
  const text = typedIn(visit, '/decide-several')('text');
  return (
    <form id="several" class="card several" method="post" action="/decide-several" data-several>
      <h2>
        Decide the ticked ones <span class="count" data-ticked></span>
      </h2>
      <ActsOn visit={visit} />
      <input type="hidden" name="at" value={at} />
      <TextField
        of="several"
        name="text"
        label="Note, or the reason for rejecting"
        rows={1}
        value={text}
        required
      />
      <div class="buttons">
        <button class="primary" name="decision" value="approve" formnovalidate data-needs="ticked">
          Approve ticked
        </button>
        <button name="decision" value="reject" data-needs="ticked text">
          Reject ticked
        </button>
      </div>
    </form>
  );
}
