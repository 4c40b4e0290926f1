import type { Client } from '@temporalio/client';
import type { RateLimiterMemory } from 'rate-limiter-flexible';
import {
  AgentRuns,
  ApprovalManager,
  EscalationManager,
  Notifications,
  Operations,
  Policies,
  type StuckWorkflow,
} from '../../client';
import { openSession, type Session } from '../../client/temporal/session';
import type { Config } from '../../contract/config/config';
import type { AdminConfig } from '../../contract/config/admin';
import { rememberPolicies, type RememberedPolicies } from '../access/remember-policies';
import { signerOf } from './signer';
import { limiter } from './limits';
import { rememberStuck } from './stuck';
import { createMetrics, type Metrics } from './metrics';
import { heardChannels, type HeardChannel } from '../slack/heard-channel';
import { type Teams, teamsOf } from '../access/teams';

/** What every request to the desk works with. The desk itself keeps nothing that matters: several may run behind one address. */
export interface Desk {
  settings: DeskSettings;
  client: Client;
  /** For what no manager tells, such as who sent a request. */
  session: Session;
  approvals: ApprovalManager;
  escalations: EscalationManager;
  runs: AgentRuns;
  notifications: Notifications;
  operations: Operations;
  /** The stuck workflows, as of the last 15 s. */
  stuck: () => Promise<StuckWorkflow[]>;
  policies: RememberedPolicies;
  teams: Teams;
  /** The channels of Slack whose clicks count, by name. */
  slack: Record<string, HeardChannel>;
  contacts: Config['contacts'];
  metrics: Metrics;
  /** What each account may still ask this minute, by API and pages together. */
  accounts: RateLimiterMemory;
  /** Gets a line for what an operator may want to know. Never arguments, notes or keys. */
  log: (line: string) => void;
}

export interface DeskSettings extends AdminConfig {
  /** The address people use, without a slash at its end. */
  url: string;
  sessionSecret: string;
}

export interface DeskOptions {
  config: Config;
  settings: DeskSettings;
  client: Client;
  taskQueue?: string;
  log?: (line: string) => void;
}

/** @throws ConfigError when its signing key cannot be read */
export function openDesk({ config, settings, client, taskQueue, log = () => {} }: DeskOptions): Desk {
  const signer = signerOf(settings);
  if (config.decisions?.signed && signer === undefined)
    log(
      'decisions must be signed, and this desk has no key: what is decided here will be refused; set desk.signing',
    );
  const operations = new Operations(client);
  const options = { ...(taskQueue !== undefined && { taskQueue }), ...(signer && { signer }) };
  return {
    settings,
    client,
    session: openSession(client, options),
    approvals: new ApprovalManager(client, options),
    escalations: new EscalationManager(client, options),
    runs: new AgentRuns(client, options),
    notifications: new Notifications(client, options),
    operations,
    stuck: rememberStuck(operations),
    policies: rememberPolicies(new Policies(client, options)),
    teams: teamsOf({ ...config, desk: settings }),
    slack: heardChannels(config),
    contacts: config.contacts,
    metrics: createMetrics(),
    accounts: limiter(settings.limits.account),
    log,
  };
}
