import type { Command } from 'commander';
import { defined } from '../../../contract/defined';
import { NotInAuditLog, RequestNotFound } from '../../../contract/errors';
import { escalationText } from '../../text/escalation';
import { notificationLog } from '../../text/notifications';
import { requestText } from '../../text/request';
import { EXIT, type ExitCode } from '../exit';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import { followUp } from '../follow-up';
import { loadAuditShow } from '../lazy-imports';
import { type Call, type Cli, verbAction, withExamples, withOutputFlag } from '../verb';
import { withManagers } from '../with-managers';
import { answerRun } from './run/show';

export function addShow(command: Command, cli: Cli): void {
  command.argument('<id>', 'id of the request, escalation or run');
  command
    .option(
      '--config <file>',
      'config whose audit log has what Temporal no longer has (default: temporal.config.* in this folder)',
    )
    .option('--folder <folder>', 'folder of that audit log');
  withExamples(command, 'show ID', 'show ID -o json');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, show));
}

interface ShowFlags extends ConnectionFlags {
  config?: string;
  folder?: string;
}

async function show(call: Call<ShowFlags>, id = ''): Promise<ExitCode> {
  return showLive(call, id).catch((error: unknown) => showRecorded(call, id, error));
}

/** What Temporal no longer has, from the audit log of the flags or of the config. @throws `error` if that log has none */
async function showRecorded(call: Call<ShowFlags>, id: string, error: unknown): Promise<ExitCode> {
  const { api, config, folder } = call.flags;
  if (!(error instanceof RequestNotFound) || api !== undefined) throw error;
  const isNamed = config !== undefined || folder !== undefined;
  try {
    const code = await loadAuditShow().show(call, id);
    call.out.note('Temporal no longer has it. This is its record in the audit log.');
    return code;
  } catch (problem) {
    throw isNamed && !(problem instanceof NotInAuditLog) ? problem : error;
  }
}

function showLive(call: Call<ShowFlags>, id: string): Promise<ExitCode> {
  const { out } = call;
  return withManagers(call, async (approvals, others) => {
    const kind = await others.kindOf(id);
    if (kind === 'run') return answerRun(call, approvals, others, id);
    const view = await others.notifications.get(id);
    const notifications = defined({ notifications: view.items.length > 0 ? view.items : undefined });
    const around = followUp(call, kind, id);
    if (kind === 'escalation') {
      const escalation = await others.escalations.getEscalation(id);
      out.answer(
        { ...escalation, ...notifications },
        [escalationText(out, escalation, around), ...notificationLog(out, view)].join('\n'),
      );
    } else {
      const request = await approvals.getRequest(id);
      out.answer(
        { ...request, ...notifications },
        [requestText(out, request, around), ...notificationLog(out, view)].join('\n'),
      );
    }
    return EXIT.done;
  });
}
