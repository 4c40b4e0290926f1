import { tryAgain } from './channel';

const TIMEOUT_MS = 15_000;
const MAX_WAIT_SECONDS = 3_600;

/** Posts to another company's server: no redirects followed, and nothing of the answer but its head is read. @throws tryAgain's failure */
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
      // A signed body goes to nobody but whom the config names.
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

/** `fetch` takes no address with a user and a password in it, and would write both into its error. */
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

/** What the server says of when to come back: in so many seconds, or at a time. At most an hour. */
export function secondsToWait({ headers }: Response): number | undefined {
  const said = headers.get('retry-after')?.trim() ?? '';
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1_000;
  return seconds > 0 ? Math.min(Math.ceil(seconds), MAX_WAIT_SECONDS) : undefined;
}
