/** The number of approvals that run at the same time. */
export const AT_ONCE = 50;

/** Runs `work` for each item, 50 at a time. */
export async function atOnce<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = items.values();
  const lane = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
