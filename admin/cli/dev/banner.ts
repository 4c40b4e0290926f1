import { resolveConnection } from '../../../client/temporal/connect';
import type { Output } from '../output';
import { DEMO_RULES } from './rules';

/** What is running, for the banner and for JSON output. */
interface Running {
  address: string;
  namespace: string;
  taskQueue: string;
  uiUrl?: string;
  /** The address of the admin server. */
  adminUrl: string;
  dbFile: string;
  /** The folder of the audit log. */
  auditLog: string;
  /** The path of the config. Absent for the built-in rules. */
  config?: string;
  pending: number;
  openEscalations: number;
  /** The process id of the Temporal server. */
  serverPid: number;
}

/** The text that `hitl dev` prints once everything runs. */
export function banner(
  out: Output,
  running: Running,
  { program, connection, toRequest }: { program: string; connection: string; toRequest: string },
): string {
  const { bold, dim } = out.colours;
  const {
    address,
    namespace,
    taskQueue,
    uiUrl,
    adminUrl,
    dbFile,
    auditLog,
    config,
    pending,
    openEscalations,
  } = running;
  const field = (name: string, value: string) => `  ${dim(name.padEnd(13))}${value}`;
  return [
    bold('hitl dev is running'),
    field('Temporal', `${address}, namespace ${namespace}, task queue ${taskQueue}`),
    ...(uiUrl === undefined ? [] : [field('Temporal UI', uiUrl)]),
    field('inbox', `${bold(adminUrl)}, where people decide in a browser`),
    field('rules', config ?? `built in, because this folder has no temporal.config.ts: ${DEMO_RULES}`),
    field('data', dbFile),
    field('audit log', auditLog),
    field('pending', `${counted(pending, 'request')}, ${counted(openEscalations, 'open escalation')}`),
    '',
    '  In another terminal:',
    `    ${program} request --action transfer_funds --context '{"amount": 15000}'${toRequest}`,
    `    ${program} list${connection}`,
    '',
    dim('  Ctrl-C stops it. The data is kept.'),
  ].join('\n');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The flags that other commands need to reach this server and to request there. Empty if the defaults reach it. */
export function flagsToReach({
  address,
  namespace,
  taskQueue,
}: {
  address: string;
  namespace: string;
  taskQueue: string;
}) {
  const found = resolveConnection();
  const isDefault = address === '127.0.0.1:7233' && found.address === 'localhost:7233';
  const connection = [
    ...(isDefault || found.address === address ? [] : [` --address ${address}`]),
    ...(found.namespace === namespace ? [] : [` --namespace ${namespace}`]),
  ].join('');
  const isUsualQueue = taskQueue === (process.env.HITL_TASK_QUEUE || 'hitl');
  return { connection, toRequest: `${connection}${isUsualQueue ? '' : ` --task-queue ${taskQueue}`}` };
}
