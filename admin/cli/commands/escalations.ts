import { type Command, Option } from 'commander';
import { defined } from '../../../contract/defined';
import type { EscalationVerdict, ResolutionAction } from '../../../contract/escalation';
import { type Level, LEVELS } from '../../../contract/names';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import { readJson } from '../json-input';
import type { Escalations } from '../managers';
import {
  actor,
  actorFlag,
  type Call,
  type Cli,
  required,
  verbAction,
  withExamples,
  withOutputFlag,
} from '../verb';
import { withManagers } from '../with-managers';

/** The flags of all four verbs. A verb has only those that it adds. */
interface Flags extends ConnectionFlags {
  as?: string;
  notes?: string;
  action: ResolutionAction;
  resolution: string;
  modification?: string;
  decisionId?: string;
  reason?: string;
  from?: Level;
  to: string[];
}

interface EscalationVerb {
  example: string;
  /** The description of `--as`. */
  actor: string;
  addFlags: (command: Command) => Command;
  act: (
    escalations: Escalations,
    id: string,
    by: { name: string; via: 'cli' },
    flags: Omit<Flags, 'modification'> & { modification?: unknown },
  ) => Promise<EscalationVerdict>;
}

const VERBS: Record<'ack' | 'resolve' | 'promote' | 'reassign', EscalationVerb> = {
  ack: {
    example: 'ack ESCALATION --as ana',
    actor: 'person who acknowledges',
    addFlags: (command) => command.option('--notes <text>', 'note for the record'),
    act: (escalations, id, { name, via }, { notes }) =>
      escalations.acknowledge(id, { acknowledgedBy: name, via, ...defined({ notes }) }),
  },
  resolve: {
    example: `resolve ESCALATION --as ana --action continue --resolution 'the invoice is right'`,
    actor: 'person who resolves',
    addFlags: (command) =>
      command
        .addOption(required('--action <action>', 'what the run does now', ['continue', 'abort', 'modify']))
        .addOption(required('--resolution <text>', 'what you found and did'))
        .option(
          '--modification <json>',
          'changes for the next step, with --action modify: JSON, @FILE, or - for standard input',
        )
        .option('--decision-id <key>', 'idempotency key: a repetition with the same key counts once'),
    act: (escalations, id, { name, via }, { action, resolution, modification, decisionId }) =>
      escalations.resolve(id, {
        ...{ action, resolution, resolvedBy: name, via },
        ...defined({ modification, decisionId }),
      }),
  },
  promote: {
    example: `promote ESCALATION --as ana --reason 'needs a manager'`,
    actor: 'person who promotes',
    addFlags: (command) =>
      command
        .option('--reason <text>', 'reason for the record')
        .addOption(
          new Option('--from <level>', 'promote only if the escalation is still at this level').choices([
            ...LEVELS,
          ]),
        ),
    act: (escalations, id, { name, via }, { reason, from }) =>
      escalations.promote(id, { promotedBy: name, via, ...defined({ reason, expectedLevel: from }) }),
  },
  reassign: {
    example: 'reassign ESCALATION --as ana --to bo',
    actor: 'person who reassigns',
    addFlags: (command) =>
      command
        .addOption(required('--to <name...>', 'people and teams who replace the current assignees'))
        .option('--reason <text>', 'reason for the record'),
    act: (escalations, id, { name, via }, { reason, to }) =>
      escalations.reassign(id, { reassignedBy: name, assignees: to, via, ...defined({ reason }) }),
  },
};

export const addAck = adderOf(VERBS.ack);
export const addResolve = adderOf(VERBS.resolve);
export const addPromote = adderOf(VERBS.promote);
export const addReassign = adderOf(VERBS.reassign);

function adderOf(verb: EscalationVerb) {
  return (command: Command, cli: Cli): void => {
    command.argument('<escalation>', 'id of the escalation').addOption(actorFlag(verb.actor));
    withExamples(command, verb.example);
    withConnectionFlags(withOutputFlag(verb.addFlags(command))).action(
      verbAction<Flags>(cli, (call, id = '') => act(call, verb, id)),
    );
  };
}

async function act({ flags, out, io }: Call<Flags>, verb: EscalationVerb, id: string) {
  const name = actor(flags, io);
  const { modification: text, ...rest } = flags;
  const modification = text === undefined ? undefined : await readJson(text, '--modification', io);
  return withManagers({ flags, io }, async (_, { escalations }) => {
    const verdict = await verb.act(escalations, id, { name, via: 'cli' }, { ...rest, modification });
    return answerVerdict(out, verdict);
  });
}
