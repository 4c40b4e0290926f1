import type { TeamsConfig } from '../../contract/channels';
import { type Channel, refusedByChannel, tryAgain } from './channel';
import { post, secondsToWait } from './post';
import { cardMessage } from './teams/card-message';

/** Posts a card with a link into a channel of Microsoft Teams, by the address of a workflow there. */
export function teamsChannel({ url }: TeamsConfig): Channel {
  // The rest of the address is a secret: whoever has it may post.
  const { host } = new URL(url);
  return {
    audience: 'chat',
    addressOf: () => undefined,
    async send(message) {
      // Without its charset Teams counts each byte twice.
      const answer = await post(url, cardMessage(message), {
        'Content-Type': 'application/json; charset=utf-8',
      });
      if (answer.ok) return undefined;
      const why = `${host} answered ${answer.status}`;
      throw isForGood(answer.status) ? refusedByChannel(why) : tryAgain(why, secondsToWait(answer));
    },
    check: () => Promise.resolve(`posts cards to ${host}; whether it takes them shows only a message`),
  };
}

function isForGood(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}
