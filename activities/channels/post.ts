import { tryAgain } from './channel';

const PATIENCE_MS = 15_000;

/** Posts to another company's server: no redirects followed, the answer's text read at most for a line of log. @throws tryAgain's failure */
export async function post(url: string, body: string, headers: Record<string, string>): Promise<Response> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'User-Agent': 'temporal-hitl', ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.body?.cancel();
    return answer;
  } catch (error) {
    const { message, cause } = error as Error;
    throw tryAgain(`${new URL(url).host}: ${cause instanceof Error ? cause.message : message}`);
  }
}

/** What the server says of when to come back. */
export function secondsToWait({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3_600) : undefined;
}
