import type { Client } from '@temporalio/client';
import type { Registry } from 'prom-client';
import type { RateLimiterMemory } from 'rate-limiter-flexible';
import type {
  AgentRuns,
  ApprovalManager,
  EscalationManager,
  Notifications,
  Operations,
  Policies,
  StuckWorkflow,
} from '../../client';
import type { Session } from '../../client/temporal/session';
import type { AdminConfig } from '../../contract/config/admin';
import type { SlackConfig } from '../../contract/config/channels';
import type { Config } from '../../contract/config/config';
import type { VerdictOutcome } from '../../contract/decision';

/*
 * What the parts of the admin server pass to each other. Types alone: what fills them is in `access`, `slack` and
 * `server`, which import this file.
 */

/** A channel of Slack whose clicks can be proven to be Slack's. */
export type SlackChannel = SlackConfig & { signingSecret: string };

/** Who is in which team, as the directory of the admin server's config says. */
export interface Teams {
  /** The teams of a person; nothing when the directory does not answer, which is not none. */
  of: (person: string) => Promise<string[] | undefined>;
  /** Whether a name is a team's. Of a directory that has never answered every name that the config means may be one. */
  isTeam: (name: string) => Promise<boolean>;
  /** Every name that a policy, a level or the access may mean: what a claim of teams is cut to. */
  known: () => Set<string>;
  /** Everybody the directory knows, where it is no function. */
  people: string[];
}

/** What the admin server counts of itself. */
export interface Metrics {
  /** Told of every verdict given here. */
  verdict: (on: 'request' | 'escalation' | 'run', outcome: VerdictOutcome) => void;
  /** Told of every answer, by the pattern of its route: never by an id. */
  answered: (method: string, route: string, status: number, seconds: number) => void;
  registry: Registry;
}

/** What every request to the admin server works with. The admin server itself keeps nothing that matters: several may run behind one address. */
export interface AdminContext {
  settings: AdminSettings;
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
  policies: Pick<Policies, 'get' | 'dryRun'>;
  teams: Teams;
  /** The channels of Slack whose clicks count, by name. */
  slack: Record<string, SlackChannel>;
  contacts: Config['contacts'];
  metrics: Metrics;
  /** What each account may still ask this minute, by API and pages together. */
  accounts: RateLimiterMemory;
  /** Gets a line for what an operator may want to know. Never arguments, notes or keys. */
  log: (line: string) => void;
}

export interface AdminSettings extends AdminConfig {
  /** The address people use, without a slash at its end. */
  url: string;
  sessionSecret: string;
}
