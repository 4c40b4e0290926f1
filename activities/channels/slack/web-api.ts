import { LogLevel, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import type { ApplicationFailure } from '@temporalio/common';
import type { SlackConfig } from '../../../contract/config/channels';
import { refusedByChannel, tryAgain } from '../channel';

/** The timeout of a call to Slack. */
const TIMEOUT_MS = 15_000;

/** Slack's Web API. It makes each call once, since the calling activity is retried. */
export function slackClient(
  { token, apiUrl }: Pick<SlackConfig, 'token' | 'apiUrl'>,
  timeoutMs = TIMEOUT_MS,
): WebClient {
  return new WebClient(token, {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl.replace(/\/*$/, '/') }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: timeoutMs,
    // We report its errors ourselves, and its log could contain texts of agents.
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

/** Slack's permanent errors, and what to do about each. */
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
  ekm_access_denied: 'an administrator of the workspace has suspended messages',
  team_access_not_granted: 'install the app in this workspace',
  org_login_required: 'the workspace is being migrated: try again later',
  channel_not_found: 'this app cannot find the channel or person: check the id, and invite the app',
  user_not_found: 'Slack does not know this person: check the id in contacts',
  user_disabled: 'this account was closed',
  users_not_found: 'Slack does not know this person: check the id in contacts',
  user_not_visible: 'the app has no access to this person',
  cannot_dm_bot: 'this account is a bot',
  messages_tab_disabled: 'turn on the messages tab of the app',
  not_in_channel: 'invite the app to the channel',
  is_archived: 'the channel is archived',
  restricted_action: 'the workspace does not allow this app to post there',
  restricted_action_read_only_channel: 'the channel is read-only for this app',
  message_not_found: 'the message was deleted',
  cant_update_message: 'another app posted this message',
  edit_window_closed: 'the message is too old: the workspace no longer allows edits',
  invalid_blocks: 'Slack refused the card as invalid',
  msg_too_long: 'Slack refused the card as too long',
  msg_blocks_too_long: 'Slack refused the card as too long',
};

/** The failure for an error of Slack: permanent, or to be retried. */
export function slackFailure(error: unknown): ApplicationFailure {
  if (error instanceof WebAPIRateLimitedError)
    return tryAgain(`Slack's rate limit is reached: retry after ${error.retryAfter} s`, error.retryAfter);
  const name = slackErrorOf(error);
  if (name !== undefined && Object.hasOwn(FINAL_ERRORS, name))
    return refusedByChannel(`Slack answered ${name}: ${FINAL_ERRORS[name]}`);
  const { message, cause } = error as Error;
  return tryAgain(`Slack: ${cause instanceof Error ? `${message}: ${cause.message}` : message}`);
}

/** Slack's name of the error, if Slack answered with one. */
export function slackErrorOf(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}
