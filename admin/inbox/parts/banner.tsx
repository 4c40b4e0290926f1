import { visible } from '../../../rules/text';
import type { Flash } from '../flash';

/** What became of an attempt: that it counted, or exactly why not. */
export function Banner({ counted, title, message }: Flash) {
  return (
    <div class={counted ? 'banner counted' : 'banner'} id="verdict" role="status" tabindex={-1}>
      <p>
        <strong>
          <span aria-hidden="true">{counted ? '✓ ' : '! '}</span>
          {visible(title)}
        </strong>
      </p>
      <p class="written">{visible(message)}</p>
    </div>
  );
}
