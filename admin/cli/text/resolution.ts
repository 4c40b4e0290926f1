import type { Resolution } from '../../../contract/escalation';
import { signedWith } from '../../../rules/signing/signed-by';
import { visibleLine as line } from '../../../rules/visible';
import { when } from './span';

/** How an escalation was resolved: what the run does, who said so, and what was found. */
export function resolutionLine(
  { action, resolvedBy, by, at, resolution, keyId }: Resolution,
  now: number,
): string {
  const who =
    by === 'system' ? 'the config, as nobody acknowledged it' : line(`${resolvedBy}${signedWith(keyId)}`);
  return `${action}, by ${who}, ${when(at, now)}: ${line(resolution)}`;
}
