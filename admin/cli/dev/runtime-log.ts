import { DefaultLogger, type LogEntry, Runtime } from '@temporalio/worker';
import { visibleLine as line } from '../../../rules/text';
import type { Io } from '../io';
import { jsonEntry, type LogSettings } from '../log';

/*
 * What Temporal's runtime logs in a terminal, and the metrics that it serves.
 */

interface RuntimeOptions {
  /** The address at which to serve metrics. */
  metrics?: string;
  /** Leaves out the messages of errors that functions of the user threw: they may contain what the agent works on. */
  hidesMessages: boolean;
  /** Default: warnings, as text. */
  log?: LogSettings;
}

/** From seconds to a month: how long people take. The SDK's own buckets end after a minute. */
const DURATION_BUCKETS = [1, 5, 15, 60, 300, 900, 3600, 14_400, 28_800, 86_400, 259_200, 604_800, 2_592_000];
const BUCKETS = {
  hitl_request_duration_seconds: DURATION_BUCKETS,
  hitl_escalation_duration_seconds: DURATION_BUCKETS,
};

/** Prints only warnings of Temporal's runtime and messages of the log channel, on stderr. Also keeps the runtime from handling Ctrl-C itself, which would stop every worker at once. */
export function quietRuntime(
  io: Pick<Io, 'stderr'>,
  { metrics, hidesMessages, log = { format: 'text', level: 'warn' } }: RuntimeOptions,
): void {
  const lineOf = log.format === 'json' ? jsonLine : logLine;
  const logger = new DefaultLogger('INFO', (entry) => {
    if (isShown(entry, log.level)) io.stderr(lineOf(entry, hidesMessages));
  });
  try {
    Runtime.install({
      logger,
      shutdownSignals: [],
      ...(metrics !== undefined && {
        telemetryOptions: {
          metrics: { prometheus: { bindAddress: metrics, histogramBucketOverrides: BUCKETS } },
        },
      }),
    });
  } catch {
    // The surrounding process has installed a runtime already.
  }
}

/** Whether a log entry is printed: warnings, errors and messages of the log channel; with `info` also events of this package. */
export function isShown(
  { level, meta }: Pick<LogEntry, 'level' | 'meta'>,
  from: LogSettings['level'] = 'warn',
): boolean {
  if (level === 'WARN' || level === 'ERROR' || meta?.notification !== undefined) return true;
  return from === 'info' && level === 'INFO' && meta?.event !== undefined;
}

/** The activities that run functions of the user: the steps of agents, and the directory. */
const RUNS_USER_CODE: readonly unknown[] = ['runStep', 'resolveTeams', 'resolveSomeTeams'];

/** A log line for the terminal: the message, the workflow or activity, and the first stack frame of the user's code. */
export function logLine(
  { level, message, meta = {} }: Pick<LogEntry, 'level' | 'message' | 'meta'>,
  hidesMessages = false,
): string {
  const { workflowId, activityType, error, notification, link } = meta as Record<string, unknown>;
  if (notification !== undefined) return `${message}${typeof link === 'string' ? `  ${link}` : ''}\n`;
  const about = [workflowId, activityType]
    .filter((name) => typeof name === 'string')
    .map((name) => line(name));
  const where = about.length > 0 ? ` (${about.join(', ')})` : '';
  if (!(error instanceof Error)) return `[${level}] ${message}${where}\n`;
  const isHidden = hidesMessages && RUNS_USER_CODE.includes(activityType);
  const said = isHidden ? `${line(error.name)}; its message is only in Temporal` : error.message;
  return `[${level}] ${message}${where}: ${said}\n${ownFrame(error)}`;
}

/** A log entry as a line of JSON. */
function jsonLine(
  { level, message, meta = {} }: Pick<LogEntry, 'level' | 'message' | 'meta'>,
  hidesMessages: boolean,
): string {
  const { error, activityType } = meta as Record<string, unknown>;
  if (!(error instanceof Error)) return jsonEntry(level, message, meta);
  const isHidden = hidesMessages && RUNS_USER_CODE.includes(activityType);
  return jsonEntry(level, message, meta, { name: error.name, ...(!isHidden && { message: error.message }) });
}

/** The first stack frame in the user's code. */
function ownFrame({ stack = '' }: Error): string {
  const frames = stack.split('\n').filter((text) => /^\s+at /.test(text));
  const own = frames.find((frame) => !/node_modules|node:/.test(frame));
  return own === undefined ? '' : `    ${own.trim()}\n`;
}
