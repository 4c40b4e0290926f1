import type { LadderPlan, PlannedRung } from '../../contract/escalation';

/**
 * What an escalation's ladder has and the ladder of another config has not, as sentences: levels, assignees, and teams of a
 * directory that is written in the config.
 */
export function ladderChanges(
  { rungs, teams }: LadderPlan,
  would: PlannedRung[],
  directory?: Record<string, string[]>,
): string[] {
  return rungs.flatMap(({ level, assignees }) => {
    const now = would.find((rung) => rung.level === level);
    if (now === undefined)
      return [`level ${level} has no assignees any more (it asks ${assignees.join(', ')})`];
    const gone = assignees.filter((name) => !now.assignees.includes(name));
    const vanished = assignees.filter(
      (name) => directory && Object.hasOwn(teams, name) && !Object.hasOwn(directory, name),
    );
    return [
      ...(gone.length > 0 ? [`level ${level} does not ask ${gone.join(', ')} any more`] : []),
      ...vanished.map((name) => `${name} is no team of the new directory`),
    ];
  });
}
