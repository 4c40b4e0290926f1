import type { Client } from '@temporalio/client';
import { openChannels } from '../../../activities/channels/open-channels';
import { type AuditorOptions, type RunningAuditor, startAuditor, sweepOnce } from '../../../audit/auditor';
import { openWriter } from '../../../audit/open';
import type { AuditAnchor } from '../../../contract/audit';
import type { AuditConfig } from '../../../contract/config/audit';
import type { Config } from '../../../contract/config/config';
import { type Duration, toMilliseconds } from '../../../contract/duration';
import { stoppable } from '../dev/stop-signals';
import { EXIT, type ExitCode } from '../exit';
import type { ConnectionFlags } from '../flags';
import { temporalClient } from '../temporal';
import type { Call } from '../verb';
import { auditConfig, auditSigner } from './settings';

interface RunFlags extends ConnectionFlags {
  config?: string;
}

/** `hitl audit run`: an auditor until it is stopped. */
export function runAuditor(call: Call<RunFlags>): Promise<ExitCode> {
  return stoppable(call, async ({ asked }) => {
    const { flags, out } = call;
    const config = await auditConfig(flags.config);
    const client = await temporalClient(flags);
    try {
      const auditor = startAuditor(auditorOptions(config, client, (line) => out.note(line)));
      const { namespace } = client.options;
      const sink = describeSink(config.audit);
      out.answer({ namespace, log: sink }, `The auditor is running: namespace ${namespace}, log ${sink}. Ctrl-C stops it.`);
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
  const config = await auditConfig(flags.config);
  const client = await temporalClient(flags);
  try {
    const swept = await sweepOnce(auditorOptions(config, client, (line) => out.note(line)));
    if (swept === undefined) {
      out.answer({ stored: 0, isStandby: true }, 'Another auditor writes this log, so there is nothing to do.');
      return EXIT.done;
    }
    const { stored, unreadable, seq } = swept;
    const failed = unreadable === 0 ? '' : ` ${unreadable} of them could not be read; the log says why.`;
    out.answer(
      { stored, unreadable, seq },
      `${stored} ${stored === 1 ? 'record' : 'records'} stored in ${describeSink(config.audit)}, which has ${seq}.${failed}`,
    );
    return EXIT.done;
  } finally {
    await client.connection.close();
  }
}

/** Starts the auditor of a worker or of `hitl dev`. @throws ConfigError when the signing key cannot be read */
export function startAuditorOf(
  config: Config & { audit: AuditConfig },
  client: Client,
  note: (line: string) => void,
): RunningAuditor {
  return startAuditor(auditorOptions(config, client, note));
}

function auditorOptions(
  config: Config & { audit: AuditConfig },
  client: Client,
  note: (line: string) => void,
): AuditorOptions {
  const { audit } = config;
  const { channels } = audit.anchors;
  return {
    client,
    open: (options) => openWriter(audit.sink, options),
    signer: auditSigner(audit),
    everyMs: toMilliseconds(audit.every as Duration),
    anchorEveryMs: toMilliseconds(audit.anchors.every as Duration),
    ...(channels.length > 0 && { sendAnchor: (anchor: AuditAnchor) => sendAnchor(config, channels, anchor, note) }),
    note,
  };
}

/** Sends the anchor by each channel. @throws Error that names the channels that failed, after all were tried */
async function sendAnchor(
  config: Config,
  names: string[],
  anchor: AuditAnchor,
  note: (line: string) => void,
): Promise<void> {
  const channels = openChannels(config, note);
  const failed: string[] = [];
  for (const name of names) {
    try {
      await channels[name]?.send(messageOf(anchor));
    } catch (error) {
      failed.push(`${name}: ${(error as Error).message}`);
    }
  }
  if (failed.length > 0) throw new Error(failed.join('; '));
}

/** How an anchor is written where people can copy it: `--anchor` takes it. */
function messageOf({ namespace, seq, hash, at }: AuditAnchor) {
  return {
    id: `msg_anchor_${hash.slice(0, 32)}`,
    subject: { kind: 'request' as const, id: `audit-log-${namespace}` },
    event: 'decided' as const,
    title: `Audit log ${namespace}: ${seq}:${hash}`,
    text: `At ${at} the audit log of namespace ${namespace} had ${seq} entries. Keep this: it shows later that none of them was removed or changed.`,
    facts: [
      { label: 'Anchor', value: `${seq}:${hash}` },
      { label: 'Check', value: 'hitl audit verify --anchor SEQ:HASH' },
    ],
    isActionable: false,
    attempt: 1,
  };
}

/** The place of the log, in words. */
export function describeSink({ sink }: Pick<AuditConfig, 'sink'>): string {
  return sink.folder;
}
