import type { RequestView, RunView } from '../../../client';
import { shellQuote } from '../../../rules/shell-quote';
import { decidingCommands } from './deciding-commands';
import type { Field } from './field';
import type { Surroundings } from './request-text';
import { resolvingCommands } from './resolving-commands';

/** What a run waits for: the first of its open requests as they stand, and how many there are. */
export interface Asked {
  first: readonly RequestView[];
  count: number;
}

/** The exact commands for what a run waits for; its escalation first, since no step is taken while that is open. */
export function runCommands(run: RunView, asked: Asked, around: Surroundings, field: Field): string[] {
  if (run.status !== 'running') return [];
  const open = run.escalations.find(({ endedAt }) => endedAt === undefined);
  const rest = asked.count - asked.first.length;
  const list = `${around.program} list --run ${shellQuote(run.id)}${around.connection}`;
  return [
    ...(open === undefined ? [] : resolvingCommands(open, around, field)),
    ...asked.first.flatMap((request) => decidingCommands(request, around, field)),
    ...field('and more', rest > 0 ? [`${rest} that wait: ${list}`] : []),
  ];
}
