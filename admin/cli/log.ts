import { type Command, Option } from 'commander';
import { WORKFLOW_TYPES } from '../../contract/names';
import { UsageError } from './errors';
import type { Io } from './io';
import type { Output } from './output';

/*
 * The log of programs that run until they are stopped: `hitl worker` and `hitl admin`. It goes to stderr.
 */

const LOG_FORMATS = ['text', 'json'] as const;
const LOG_LEVELS = ['info', 'warn'] as const;

export interface LogFlags {
  logFormat?: string;
  logLevel?: string;
}

export interface LogSettings {
  format: (typeof LOG_FORMATS)[number];
  level: (typeof LOG_LEVELS)[number];
}

export function withLogFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--log-format <format>',
        'text, or json: one object per line (default: HITL_LOG_FORMAT, else text)',
      ).choices(LOG_FORMATS),
    )
    .addOption(
      new Option(
        '--log-level <level>',
        'info also logs what happens to requests (default: HITL_LOG_LEVEL, else warn)',
      ).choices(LOG_LEVELS),
    );
}

/** @throws UsageError when an environment variable has another value */
export function logSettings(flags: LogFlags, env: NodeJS.ProcessEnv): LogSettings {
  return {
    format: oneOf(LOG_FORMATS, flags.logFormat ?? env.HITL_LOG_FORMAT, 'HITL_LOG_FORMAT', 'text'),
    level: oneOf(LOG_LEVELS, flags.logLevel ?? env.HITL_LOG_LEVEL, 'HITL_LOG_LEVEL', 'warn'),
  };
}

function oneOf<Value extends string>(
  values: readonly Value[],
  given: string | undefined,
  name: string,
  otherwise: Value,
): Value {
  if (!given) return otherwise;
  const found = values.find((value) => value === given);
  if (found === undefined)
    throw new UsageError(`${name} is '${given}'; it must be one of ${values.join(', ')}`);
  return found;
}

/** The output of a program with this log: with json, its remarks are log entries. */
export function outputWithLog(out: Output, io: Pick<Io, 'stderr'>, { format }: LogSettings): Output {
  if (format === 'text') return out;
  return {
    ...out,
    note(text) {
      const [, message] = /^Warning: ([^]*)$/.exec(text) ?? [];
      io.stderr(jsonEntry(message === undefined ? 'INFO' : 'WARN', message ?? text, {}));
    },
  };
}

/** The attributes that an entry may have. Others, such as the text of a failure, may contain what people and agents wrote. */
const ATTRIBUTES = [
  'event',
  'workflowId',
  'runId',
  'workflowType',
  'activityType',
  'taskQueue',
  'kind',
  'agentRunId',
  'status',
  'by',
  'via',
  'attempt',
  'verdict',
  'outcome',
  'severity',
  'escalationLevel',
  'channel',
  'subject',
  'notification',
  'link',
] as const;

const REQUEST_TYPES: readonly unknown[] = [WORKFLOW_TYPES.approval, WORKFLOW_TYPES.confirmation];

/** One log entry as a line of JSON. */
export function jsonEntry(
  level: string,
  message: string,
  meta: Record<string, unknown>,
  error?: { name: string; message?: string },
): string {
  const attributes: Record<string, unknown> = {};
  for (const name of ATTRIBUTES)
    if (typeof meta[name] === 'string' || typeof meta[name] === 'number') attributes[name] = meta[name];
  const { workflowId, workflowType } = meta;
  const entry = {
    time: new Date().toISOString(),
    level: level.toLowerCase(),
    message,
    ...(REQUEST_TYPES.includes(workflowType) && { requestId: workflowId }),
    ...attributes,
    ...(error && { error }),
  };
  return `${JSON.stringify(entry)}\n`;
}
