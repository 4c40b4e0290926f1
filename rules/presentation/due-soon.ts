/** Whether less than a quarter of the time to decide is left. Also true after the deadline. */
export function isDueSoon(
  { requestedAt, expiresAt }: { requestedAt: string; expiresAt?: string | undefined },
  now: number,
): boolean {
  if (expiresAt === undefined) return false;
  const [begin, end] = [Date.parse(requestedAt), Date.parse(expiresAt)];
  return end - now < (end - begin) / 4;
}
