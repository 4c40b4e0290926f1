import { visibleLine as line } from '../../../rules/text';
import { uiLink } from '../../cli/follow-up';
import type { Visit } from '../visit';

/** The id, for whoever quotes it; and the same thing in the Temporal UI, where the config says where that is. */
export function Behind({ visit, id }: { visit: Visit; id: string }) {
  const { settings, client } = visit.desk;
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
