import { type Command, Option } from 'commander';
import type { ExportFlags } from '../audit/export';
import type { AuditFlags } from '../audit/settings';
import type { PackFlags, StatusFlags } from '../audit/show';
import type { VerifyFlags } from '../audit/verify';
import { type ConnectionFlags, withTemporalFlags } from '../flags';
import { loadAuditExport, loadAuditRun, loadAuditShow, loadAuditVerify } from '../lazy-imports';
import { type Cli, required, verbAction, withExamples, withOutputFlag } from '../verb';

/** `hitl audit VERB`: the log of everything that has ended. */
export function addAudit(audit: Command, cli: Cli): void {
  const all = [addRun, addSweep, addVerify, addExport, addShow, addPack, addStatus];
  for (const add of all) add(audit, cli);
}

function addRun(audit: Command, cli: Cli): void {
  const command = audit
    .command('run')
    .description('Run an auditor, for workers that are started without `hitl worker`');
  withConfigFlag(command);
  withTemporalFlags(withOutputFlag(command)).action(
    verbAction<RunFlags>(cli, (call) => loadAuditRun().runAuditor(call)),
  );
}

function addSweep(audit: Command, cli: Cli): void {
  const command = audit
    .command('sweep')
    .description('Store once what has ended and is not in the log, for cron');
  withConfigFlag(command);
  withTemporalFlags(withOutputFlag(command)).action(
    verbAction<RunFlags>(cli, (call) => loadAuditRun().sweepLog(call)),
  );
}

interface RunFlags extends ConnectionFlags {
  config?: string;
}

function addVerify(audit: Command, cli: Cli): void {
  const command = audit
    .command('verify')
    .description('Verify the log, or with --pack a pack without the log; exits 1 if anything is wrong')
    .option('--anchor <seq:hash>', 'entry that the log must contain; repeatable', several)
    .option('--from <seq:hash>', 'last entry of an earlier part of the log, which is kept elsewhere')
    .option('--temporal', 'also find what ended in Temporal and is not in the log')
    .option('--pack <file>', 'verify this pack instead of the log');
  withExamples(
    command,
    'audit verify',
    'audit verify --temporal',
    'audit verify --folder /backup/audit --key audit-2026=audit-2026.pub',
    'audit verify --pack transfer-7.json --key audit-2026.pub',
  );
  withTemporalFlags(withOutputFlag(withLogFlags(command))).action(
    verbAction<VerifyFlags>(cli, (call) => loadAuditVerify().verify(call)),
  );
}

function addExport(audit: Command, cli: Cli): void {
  const command = audit
    .command('export')
    .description('Export what ended in a time: the entries, or with --format csv a line for each request')
    .option('--from <time>', 'date or time from which on it ended, such as 2026-11-01')
    .option('--to <time>', 'date or time before which it ended')
    .addOption(new Option('--format <format>', 'format').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--out <file>', 'file to write (default: standard output)');
  withExamples(command, 'audit export --from 2026-10-01 --to 2026-11-01 --format csv --out october.csv');
  withTemporalFlags(withOutputFlag(withLogFlags(command))).action(
    verbAction<ExportFlags>(cli, (call) => loadAuditExport().exportLog(call)),
  );
}

function addShow(audit: Command, cli: Cli): void {
  const command = audit
    .command('show')
    .description('Show what the log has about a request, an escalation or a run')
    .argument('<id>', 'id of the request, escalation or run');
  withTemporalFlags(withOutputFlag(withLogFlags(command))).action(
    verbAction<AuditFlags>(cli, (call, id) => loadAuditShow().show(call, id)),
  );
}

function addPack(audit: Command, cli: Cli): void {
  const command = audit
    .command('pack')
    .description('Write all of it to one file, which verifies without the log')
    .argument('<id>', 'id of the request, escalation or run')
    .addOption(required('--out <file>', 'file to write'));
  withExamples(command, 'audit pack transfer-7 --out transfer-7.json');
  withTemporalFlags(withOutputFlag(withLogFlags(command))).action(
    verbAction<PackFlags>(cli, (call, id) => loadAuditShow().pack(call, id)),
  );
}

function addStatus(audit: Command, cli: Cli): void {
  const command = audit
    .command('status')
    .description('Show the head of the log, how far it is behind, and what could not be read')
    .option('--temporal', 'also count what ended in Temporal and is not in the log');
  withTemporalFlags(withOutputFlag(withLogFlags(command))).action(
    verbAction<StatusFlags>(cli, (call) => loadAuditShow().status(call)),
  );
}

function withConfigFlag(command: Command): Command {
  return command.option(
    '--config <file>',
    'config file with `audit` (default: temporal.config.* in this folder)',
  );
}

/** Adds the flags that name a log and the keys that verify it. */
function withLogFlags(command: Command): Command {
  return withConfigFlag(command)
    .option(
      '--folder <folder>',
      'folder of the log (default: that of the config, else of a running hitl dev)',
    )
    .option(
      '--key <id=key>',
      'public key that verifies, a file or in base64; repeatable (default: those of the config)',
      several,
    );
}

function several(value: string, all: string[] = []): string[] {
  return [...all, value];
}
