import type { PoliciesView } from '../../../client';
import { visibleLine as line } from '../../../rules/text';
import { formatDuration } from '../../text/time';
import { Facts } from './facts';
import { asks, deadline } from './policy';

/** What holds beside the policies: the fallback, the levels, the triggers, the teams. */
export function RestOfRules({ policies }: { policies: PoliciesView }) {
  const { levels, triggers, directory, operators, defaults, escalation } = policies;
  return (
    <>
      <section>
        <h2>Where no policy matches</h2>
        <p>{fallbackOf(policies)}</p>
      </section>
      {levels.length === 0 ? null : (
        <section>
          <h2>Escalations</h2>
          <Facts
            facts={levels.map(({ level, assignees, acknowledgeWithin, resolveWithin }) => [
              level,
              `${assignees.map(line).join(', ')}; acknowledge within ${formatDuration(acknowledgeWithin)}, resolve within ${formatDuration(resolveWithin)}`,
            ])}
          />
          <p>Where nobody acknowledges at the top, {afterTheTop(escalation)}.</p>
        </section>
      )}
      {triggers.length === 0 ? null : (
        <section>
          <h2>Triggers</h2>
          <Facts
            facts={triggers.map(({ name, type, threshold, level }) => [
              line(name),
              `${type}${threshold === undefined ? '' : ` ${threshold}`}, to ${level}`,
            ])}
          />
        </section>
      )}
      <section>
        <h2>People</h2>
        <Facts
          facts={[
            ...(directory === 'function'
              ? [['Teams', 'a function tells who is in them'] as const]
              : Object.entries(directory).map(
                  ([team, people]) => [line(team), people.map(line).join(', ')] as const,
                )),
            ['Operators', operators.length === 0 ? 'none' : operators.map(line).join(', ')],
            ['Deadline, unless a policy says', formatDuration(defaults.expireAfter)],
          ]}
        />
      </section>
    </>
  );
}

const FINALLY = { abort: 'it is aborted', continue: 'it goes on', wait: 'it waits' } as const;

function afterTheTop({ repeat, finally: end }: PoliciesView['escalation']): string {
  if (repeat === 0) return FINALLY[end];
  return `it begins again, ${repeat === 1 ? 'once' : `${repeat} times`}; then ${FINALLY[end]}`;
}

function fallbackOf({ fallback }: PoliciesView): string {
  if (fallback === undefined) return 'The request fails: nothing is approved by omission.';
  if (fallback === 'approve') return 'It is approved.';
  if (fallback === 'reject') return 'It is rejected.';
  return `It asks ${asks(fallback)}. ${deadline(fallback)}.`;
}
