import type { Client } from '@temporalio/client';
import { type AuditorOptions, type RunningAuditor, startAuditor, sweepOnce } from '../../../audit/auditor';
import { openWriter } from '../../../audit/open';
import type { AuditConfig } from '../../../contract/config/audit';
import { toMilliseconds } from '../../../contract/duration';
import { stoppable } from '../dev/stop-signals';
import { EXIT, type ExitCode } from '../exit';
import type { ConnectionFlags } from '../flags';
import { temporalClient } from '../temporal';
import type { Call } from '../verb';
import { anchorPublisher } from './publish-anchor';
import { auditSigner, type ConfigWithAudit, configWithAudit } from './settings';

interface RunFlags extends ConnectionFlags {
  config?: string;
}

/** `hitl audit run`: an auditor until it is stopped. */
export function runAuditor(call: Call<RunFlags>): Promise<ExitCode> {
  return stoppable(call, async ({ asked }) => {
    const { flags, out } = call;
    const config = await configWithAudit(flags.config);
    const { audit } = config;
    const client = await temporalClient(flags);
    try {
      const auditor = startAuditor(auditorOptions(config, client, (line) => out.note(line)));
      const { namespace } = client.options;
      const sink = describeSink(audit);
      out.answer(
        { namespace, log: sink },
        `The auditor is running: namespace ${namespace}, log ${sink}. Ctrl-C stops it.`,
      );
      await asked;
      await auditor.stop();
      out.note('Stopped.');
      return EXIT.done;
    } finally {
      await client.connection.close();
    }
  });
}

/** `hitl audit sweep`: stores once what has ended and is not in the log. */
export async function sweepLog({ flags, out }: Call<RunFlags>): Promise<ExitCode> {
  const config = await configWithAudit(flags.config);
  const { audit } = config;
  const client = await temporalClient(flags);
  try {
    const swept = await sweepOnce(auditorOptions(config, client, (line) => out.note(line)));
    if (swept === undefined) {
      out.answer(
        { stored: 0, isStandby: true },
        'Another auditor writes this log, so there is nothing to do.',
      );
      return EXIT.done;
    }
    const { stored, unreadable, seq } = swept;
    const failed = unreadable === 0 ? '' : ` ${unreadable} of them could not be read; the log says why.`;
    out.answer(
      { stored, unreadable, seq },
      `${stored} ${stored === 1 ? 'record' : 'records'} stored in ${describeSink(audit)}, which has ${seq}.${failed}`,
    );
    return EXIT.done;
  } finally {
    await client.connection.close();
  }
}

/** Starts the auditor of a worker or of `hitl dev`. @throws ConfigError when the signing key cannot be read */
export function startAuditorOf(
  config: ConfigWithAudit,
  client: Client,
  note: (line: string) => void,
): RunningAuditor {
  return startAuditor(auditorOptions(config, client, note));
}

function auditorOptions(
  config: ConfigWithAudit,
  client: Client,
  note: (line: string) => void,
): AuditorOptions {
  const { audit } = config;
  const hasChannels = audit.anchors.channels.length > 0;
  return {
    client,
    open: (options) => openWriter(audit.sink, options),
    signer: auditSigner(audit),
    everyMs: toMilliseconds(audit.every),
    anchorEveryMs: toMilliseconds(audit.anchors.every),
    ...(hasChannels && { publish: anchorPublisher(config, note) }),
    note,
  };
}

/** The place of the log, in words. */
export function describeSink({ sink }: Pick<AuditConfig, 'sink'>): string {
  return sink.type === 'files' ? sink.folder : `table ${sink.table} of ${new URL(sink.url).host}`;
}
