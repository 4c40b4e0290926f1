import { readFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import {
  AgentRuns,
  ApprovalManager,
  decisionSigner,
  type DecisionSigner,
  EscalationManager,
  Notifications,
  Operations,
  Policies,
} from '../../client';
import { openSession } from '../../client/temporal/session';
import type { AdminConfig } from '../../contract/config/admin';
import type { Config } from '../../contract/config/config';
import { defined } from '../../contract/defined';
import { ConfigError } from '../../contract/errors';
import { cachePolicies } from '../access/policies';
import { openTeams } from '../access/teams';
import type { AdminSettings, AdminContext } from '../http/context';
import { openLimiter } from '../http/limits';
import { openBranding } from '../inbox/branding';
import { slackChannels } from '../slack/channel';
import { createMetrics } from './monitoring';
import { cacheStuck } from './stuck';

interface AdminContextOptions {
  config: Config;
  settings: AdminSettings;
  client: Client;
  taskQueue?: string;
  archive?: AdminContext['archive'];
  log?: (line: string) => void;
}

/** Creates everything that requests to the admin server use. @throws ConfigError if the signing key or the logo cannot be read */
export function openAdminContext({
  config,
  settings,
  client,
  taskQueue,
  archive,
  log = () => {},
}: AdminContextOptions): AdminContext {
  const signer = openSigner(settings);
  if (config.decisions?.signed && signer === undefined)
    log(
      'decisions must be signed, but this admin server has no signing key: its decisions will be refused. Set admin.signing',
    );
  const operations = new Operations(client);
  const options = defined({ taskQueue, signer });
  return {
    settings,
    client,
    session: openSession(client, options),
    approvals: new ApprovalManager(client, options),
    escalations: new EscalationManager(client, options),
    runs: new AgentRuns(client, options),
    notifications: new Notifications(client, options),
    operations,
    stuck: cacheStuck(operations),
    policies: cachePolicies(new Policies(client, options)),
    teams: openTeams({ ...config, admin: settings }),
    slack: slackChannels(config),
    contacts: config.contacts,
    branding: openBranding(settings.branding),
    metrics: createMetrics(),
    accounts: openLimiter(settings.limits.account),
    ...defined({ archive }),
    log,
  };
}

/** The signer for decisions, if the config has a signing key. @throws ConfigError if the key cannot be read */
export function openSigner({ signing }: Pick<AdminConfig, 'signing'>): DecisionSigner | undefined {
  if (signing === undefined) return undefined;
  const { keyId, privateKeyFile } = signing;
  try {
    return decisionSigner({ keyId, privateKey: readFileSync(privateKeyFile) });
  } catch (cause) {
    throw new ConfigError(
      `admin.signing.privateKeyFile: cannot read a signing key from ${privateKeyFile} (${(cause as Error).message}); ` +
        'create one with `hitl keys signing`',
      { cause },
    );
  }
}
