import type { z } from 'zod';

/** A problem of a value, such as an issue of zod. */
type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

const MAX_ISSUES = 10;

/** The problem with its field: `people.0: must not be empty`. `whole` names the value, for a problem that has no field. */
export function describeIssue({ path, message }: Issue, whole = ''): string {
  const field = path.join('.') || whole;
  return field === '' ? message : `${field}: ${message}`;
}

/** The first ten problems of a value in one line, each with its field. */
export function describeIssues({ issues }: { issues: Issue[] }, whole?: string): string {
  return issues
    .slice(0, MAX_ISSUES)
    .map((issue) => describeIssue(issue, whole))
    .join('; ');
}
