import { typedIn, type Visit } from '../visit';
import { ActsOn, TextField } from './form-parts';

/** For whoever asked, and for operators: folded away, since it is not what most come for. */
export function CancelForm({
  visit,
  id,
  action,
  noun,
}: {
  visit: Visit;
  id: string;
  action: string;
  noun: string;
}) {
  const reason = typedIn(visit, action)('reason');
  return (
    <details open={reason !== undefined}>
      <summary>Cancel this {noun}</summary>
      <form method="post" action={action}>
        <ActsOn visit={visit} id={id} />
        <TextField of="cancel" name="reason" label="Why (optional)" value={reason} />
        <div class="buttons">
          <button>Cancel the {noun}</button>
        </div>
      </form>
    </details>
  );
}
