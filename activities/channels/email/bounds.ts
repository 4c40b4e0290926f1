/** How much of what others wrote a mail has room for: some providers cut off what is over 100 KB. */
export const BYTES = { title: 500, text: 6_000, label: 100, value: 1_000, details: 4_000 } as const;
export const MOST_FACTS = 20;
