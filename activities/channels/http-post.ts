import { tryAgain } from './channel';

const TIMEOUT_MS = 15_000;
const MAX_WAIT_SECONDS = 3_600;

/** Posts to a server outside. It follows no redirects and reads only the head of the response. @throws the failure of `tryAgain` */
export async function httpPost(
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<Response> {
  const { address, authorization } = withoutCredentials(url);
  try {
    const answer = await fetch(address, {
      method: 'POST',
      body,
      headers: { 'User-Agent': 'temporal-hitl', ...authorization, ...headers },
      // A signed body must go only to the address in the config.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.body?.cancel();
    return answer;
  } catch (error) {
    const { message, cause } = error as Error;
    throw tryAgain(`${address.host}: ${cause instanceof Error ? cause.message : message}`);
  }
}

/** `fetch` refuses a URL with a user and a password, and its error would contain both. */
function withoutCredentials(url: string): { address: URL; authorization: Record<string, string> } {
  const address = new URL(url);
  const { username, password } = address;
  if (username === '' && password === '') return { address, authorization: {} };
  address.username = '';
  address.password = '';
  const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  return { address, authorization: { Authorization: `Basic ${credentials}` } };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The seconds of the response's `Retry-After`, at most an hour. The header has seconds or a date. */
export function secondsToWait({ headers }: Response): number | undefined {
  const retryAfter = headers.get('retry-after')?.trim() ?? '';
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.now()) / 1_000;
  return seconds > 0 ? Math.min(Math.ceil(seconds), MAX_WAIT_SECONDS) : undefined;
}
