import type { Config } from '../../../contract/config/config';
import { toMilliseconds } from '../../../contract/duration';
import { formatDuration } from '../../text/time';
import { failed, type Check, passed } from './check';

const NAME = 'retention';
const MAX_NAMED = 10;
/** No policy may have this name. */
const FALLBACK = 'fallback';

/**
 * Checks whether each `useWithin`, of the policies and of the fallback, is shorter than the retention of the namespace (design rule 26). Temporal deletes a claim
 * when the retention has passed since it closed. Then only `useWithin` still refuses a second claim of the same approval.
 *
 * @param retention in milliseconds
 */
export function checkRetention(
  { policies, fallback }: Pick<Config, 'policies' | 'fallback'>,
  retention: number,
): Check {
  const kept = formatDuration(retention);
  const asking = [
    ...policies.filter(({ effect }) => effect === 'require'),
    ...(typeof fallback === 'object' ? [{ ...fallback, name: FALLBACK }] : []),
  ];
  const late = asking.flatMap(({ name, useWithin }) =>
    useWithin !== undefined && toMilliseconds(useWithin) >= retention ? [{ name, useWithin }] : [],
  );
  if (late.length > 0)
    return failed(
      NAME,
      `${late.map(({ name, useWithin }) => `${name === FALLBACK ? 'the fallback' : `policy '${name}'`} has useWithin '${useWithin}'`).join(', ')}; the namespace keeps ended workflows for ${kept}, so Temporal may delete a claim while its approval can still be used`,
      `Write a useWithin that is shorter than ${kept}, or give the namespace a longer retention: temporal operator namespace update --retention DURATION`,
    );
  const unlimited = asking.filter(({ useWithin }) => useWithin === undefined).map(({ name }) => name);
  const more = unlimited.length > MAX_NAMED ? ` and ${unlimited.length - MAX_NAMED} more` : '';
  const follows =
    unlimited.length === 0
      ? ''
      : `; no useWithin in ${unlimited.slice(0, MAX_NAMED).join(', ')}${more}, so an approval can be used as long as Temporal keeps its request`;
  return passed(NAME, `${kept}${follows}`);
}
