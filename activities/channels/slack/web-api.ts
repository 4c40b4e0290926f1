import { LogLevel, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import type { ApplicationFailure } from '@temporalio/common';
import type { SlackConfig } from '../../../contract/config/channels';
import { refusedByChannel, tryAgain } from '../channel';

/** How long Slack has to answer a message: whoever sends it tries again by its own clock. */
const TIMEOUT_MS = 15_000;

/** Slack's Web API, each call made once: the activity that calls is what tries again. @param patience milliseconds */
export function slackClient(
  { token, apiUrl }: Pick<SlackConfig, 'token' | 'apiUrl'>,
  patience = TIMEOUT_MS,
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

/** What Slack answers where no other attempt helps, and what to do about it. */
const FINAL_ERRORS: Record<string, string> = {
  invalid_auth: 'set the token of the installed app',
  not_authed: 'set the token of the installed app',
  account_inactive: 'the app was removed: install it again',
  token_revoked: 'install the app again and set its new token',
  token_expired: 'set a token that does not expire',
  not_allowed_token_type: "set the bot's token, xoxb-…",
  missing_scope: 'give the app the scopes of the manifest and install it again',
  no_permission: 'give the app the scopes of the manifest and install it again',
  access_denied: 'give the app the scopes of the manifest and install it again',
  ekm_access_denied: 'the workspace allows no messages for now',
  team_access_not_granted: 'install the app in this workspace',
  org_login_required: 'the workspace is being moved',
  channel_not_found: 'there is no such channel or person for this app: check the id, and invite the app',
  user_not_found: "there is no such person: check contacts' id",
  user_disabled: 'this account was closed',
  users_not_found: "there is no such person: check contacts' id",
  user_not_visible: 'the app may not see this person',
  cannot_dm_bot: 'this account is a bot',
  messages_tab_disabled: 'turn on the messages tab of the app',
  not_in_channel: 'invite the app into the channel',
  is_archived: 'the channel is archived',
  restricted_action: 'the workspace lets this app write nothing there',
  restricted_action_read_only_channel: 'the workspace lets this app write nothing there',
  message_not_found: 'the message was deleted',
  cant_update_message: 'the message is not of this app',
  edit_window_closed: 'the workspace lets nobody edit a message of that age',
  invalid_blocks: 'Slack does not take the card',
  msg_too_long: 'Slack does not take the card',
  msg_blocks_too_long: 'Slack does not take the card',
};

/** The failure by which the activity is given up or tried again, for what a call to Slack threw. */
export function slackFailure(error: unknown): ApplicationFailure {
  if (error instanceof WebAPIRateLimitedError)
    return tryAgain(`Slack takes no more for ${error.retryAfter} s`, error.retryAfter);
  const name = slackErrorOf(error);
  if (name !== undefined && Object.hasOwn(FINAL_ERRORS, name))
    return refusedByChannel(`Slack says ${name}: ${FINAL_ERRORS[name]}`);
  const { message, cause } = error as Error;
  return tryAgain(`Slack: ${cause instanceof Error ? `${message}: ${cause.message}` : message}`);
}

/** What Slack calls the error, where it answered with one. */
export function slackErrorOf(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}
