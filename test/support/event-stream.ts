/** An open event stream, with the events received so far. */
export interface EventStream {
  status: number;
  told: { event: string; data: Record<string, unknown> }[];
  ended: Promise<void>;
  close: () => void;
}

/** Reads server-sent events. */
export async function listenTo(url: string, headers: Record<string, string>): Promise<EventStream> {
  const over = new AbortController();
  const answer = await fetch(url, { headers, signal: over.signal });
  const told: EventStream['told'] = [];
  const read = async () => {
    let rest = '';
    for await (const chunk of answer.body ?? []) {
      const blocks = (rest + Buffer.from(chunk as Uint8Array).toString()).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event] = /^event: (.*)$/m.exec(block) ?? [];
        const [, data = '{}'] = /^data: (.*)$/m.exec(block) ?? [];
        if (event !== undefined) told.push({ event, data: JSON.parse(data) as Record<string, unknown> });
      }
    }
  };
  return { status: answer.status, told, ended: read().catch(() => {}), close: () => over.abort() };
}
