import { fallback, section } from '../../activities/channels/slack/blocks';
import type { Place, SlackSender } from './sender';

const SLACKS_OWN = 'https://hooks.slack.com';
const PATIENCE_MS = 5_000;

/** Tells the person who clicked, and nobody else. What cannot be told is logged: the card shows how it stands. */
export async function tell(
  { desk, web, user, config }: SlackSender,
  text: string,
  { place, responseUrl }: { place: Place | undefined; responseUrl?: string | undefined },
): Promise<void> {
  const said = { text: fallback(text), blocks: [section(text)] };
  if (responseUrl !== undefined && isSlacks(responseUrl, config.apiUrl) && (await posted(responseUrl, said)))
    return;
  if (place === undefined) return;
  await web.chat
    .postEphemeral({ channel: place.channel, user, ...said, parse: 'none', link_names: false })
    .catch((error: Error) =>
      desk.log(`slack: somebody could not be told what became of a click: ${error.message}`),
    );
}

/** A payload may be replayed or made up by whoever has the secret: the desk calls nobody but Slack for it. */
function isSlacks(url: string, apiUrl: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { origin } = new URL(url);
  return origin === SLACKS_OWN || (apiUrl !== undefined && origin === new URL(apiUrl).origin);
}

async function posted(url: string, said: object): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...said }),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
