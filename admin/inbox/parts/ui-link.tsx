import { uiLink } from '../../cli/ui-link';
import type { Visit } from '../visit';

/** The same thing in the Temporal UI, where the config says where that is; and its id, for whoever quotes it. */
export function Behind({ visit, id }: { visit: Visit; id: string }) {
  const { settings, client } = visit.desk;
  const base = settings.temporalUi?.replace(/\/+$/, '');
  return (
    <p class="behind">
      {base === undefined ? null : (
        <>
          <a href={uiLink(base, client.options.namespace, id)}>Open in the Temporal UI</a>
        </>
      )}
    </p>
  );
}
