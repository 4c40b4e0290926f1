const WINDOW_MS = 60_000;

/**
 * Who was sent how much within the last minute, by this worker: other workers count for themselves, so that several send
 * several times as much before they gather.
 */
export function createPace(most: number) {
  const sent = new Map<string, Map<string, number>>();
  return {
    /** Whether one more message (by its id, which counts once) may go to this address now. */
    admits(address: string, id: string, now: number): boolean {
      const recent = new Map([...(sent.get(address) ?? [])].filter(([, at]) => now - at < WINDOW_MS));
      sent.set(address, recent);
      if (recent.has(id)) return true;
      if (recent.size >= most) return false;
      recent.set(id, now);
      return true;
    },
  };
}

export type Pace = ReturnType<typeof createPace>;
