import { LogLevel, WebClient } from '@slack/web-api';
import type { SlackConfig } from '../../../contract/channels';

/** How long Slack has to answer a message: whoever sends it tries again by its own clock. */
const PATIENCE_MS = 15_000;

/** Slack's Web API, each call made once: the activity that calls is what tries again. @param patience milliseconds */
export function slackClient(
  { token, apiUrl }: Pick<SlackConfig, 'token' | 'apiUrl'>,
  patience = PATIENCE_MS,
): WebClient {
  return new WebClient(token, {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl.replace(/\/*$/, '/') }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: patience,
    // Its errors are ours to tell, and its messages may hold what an agent wrote.
    logLevel: LogLevel.ERROR,
    logger: silent,
  });
}

const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
