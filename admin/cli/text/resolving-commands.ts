import { shellQuote } from '../shell-quote';
import type { Field } from './field';
import type { Surroundings } from './request-text';

/** The exact commands that acknowledge and resolve an open escalation. */
export function resolvingCommands(
  { id, status }: { id: string; status: string },
  { program, connection }: Pick<Surroundings, 'program' | 'connection'>,
  field: Field,
): string[] {
  const ack = `${program} ack ${shellQuote(id)} --as NAME${connection}`;
  return [
    ...field('acknowledge', status === 'pending' ? [ack] : []),
    ...field('resolve', [resolveCommand(id, program, connection)]),
  ];
}

/** The command that lets the run go on; the action is for the person to choose. */
export function resolveCommand(id: string, program: string, connection: string): string {
  return `${program} resolve ${shellQuote(id)} --as NAME --action continue --resolution 'what was done'${connection}`;
}
