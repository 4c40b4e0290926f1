import type { Command } from 'commander';
import { answerRun } from '../answer-run';
import { type ConnectionFlags, withConnectionFlags } from '../connection-flags';
import { EXIT } from '../exit-codes';
import { given } from '../given';
import { loadConnected } from '../heavy';
import { surroundings } from '../surroundings';
import { escalationText } from '../text/escalation-text';
import { requestText } from '../text/request-text';
import { toldText } from '../text/told-text';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

export function addShow(command: Command, cli: Cli): void {
  command.argument('<id>', 'of the request, escalation or run');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, show));
}

async function show(call: Call<ConnectionFlags>, id = '') {
  const { out } = call;
  return loadConnected().connected(call, async (approvals, others) => {
    const kind = await others.kindOf(id);
    if (kind === 'run') return answerRun(call, approvals, others, id);
    const told = await others.notifications.get(id);
    const withTold = given({ notifications: told.items.length > 0 ? told.items : undefined });
    const around = surroundings(call, kind, id);
    if (kind === 'escalation') {
      const escalation = await others.escalations.getEscalation(id);
      out.answer(
        { ...escalation, ...withTold },
        [escalationText(out, escalation, around), ...toldText(out, told)].join('\n'),
      );
    } else {
      const request = await approvals.getRequest(id);
      out.answer(
        { ...request, ...withTold },
        [requestText(out, request, around), ...toldText(out, told)].join('\n'),
      );
    }
    return EXIT.done;
  });
}
