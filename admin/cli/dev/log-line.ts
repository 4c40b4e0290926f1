import type { LogEntry } from '@temporalio/worker';
import { visibleLine as line } from '../../../rules/visible';

/** What people want to see: warnings, and what the log channel says. */
export function isWorthALine({ level, meta }: Pick<LogEntry, 'level' | 'meta'>): boolean {
  return level === 'WARN' || level === 'ERROR' || meta?.notification !== undefined;
}

/** A line of Temporal's runtime for the terminal: what happened, to which workflow, and where in whose code. */
export function logLine({ level, message, meta = {} }: Pick<LogEntry, 'level' | 'message' | 'meta'>): string {
  const { workflowId, activityType, error, notification, link } = meta as Record<string, unknown>;
  if (notification !== undefined) return `${message}${typeof link === 'string' ? `  ${link}` : ''}\n`;
  const about = [workflowId, activityType]
    .filter((name) => typeof name === 'string')
    .map((name) => line(name));
  const where = about.length > 0 ? ` (${about.join(', ')})` : '';
  if (!(error instanceof Error)) return `[${level}] ${message}${where}\n`;
  return `[${level}] ${message}${where}: ${error.message}\n${ownFrame(error)}`;
}

/** The first line of the stack that is the user's own. */
function ownFrame({ stack = '' }: Error): string {
  const frames = stack.split('\n').filter((text) => /^\s+at /.test(text));
  const own = frames.find((frame) => !/node_modules|node:/.test(frame));
  return own === undefined ? '' : `    ${own.trim()}\n`;
}
