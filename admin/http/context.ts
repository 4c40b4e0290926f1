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
  RequestView,
  StuckWorkflow,
} from '../../client';
import type { Session } from '../../client/temporal/session';
import type { AdminConfig } from '../../contract/config/admin';
import type { SlackConfig } from '../../contract/config/channels';
import type { Config } from '../../contract/config/config';
import type { VerdictOutcome } from '../../contract/names';
import type { RequestSearch } from '../../rules/audit/searched';

/*
 * The types that all parts of the admin server share. The values are created in `access`, `slack` and `server`, which
 * import this file.
 */

/** A Slack channel with a signing secret, so that clicks can be verified. */
export type SlackChannel = SlackConfig & { signingSecret: string };

/** The teams and their members, from the directory of the admin server's config. */
export interface TeamDirectory {
  /** The teams of a person. Undefined if the directory does not answer, which does not mean no teams. */
  of: (person: string) => Promise<string[] | undefined>;
  /** Whether a name is a team. Until the directory has answered, every name in the config may be a team. */
  isTeam: (name: string) => Promise<boolean>;
  /** Every name that a policy, a level or an access list uses. The teams in a token are limited to these. */
  known: () => Set<string>;
  /** All people in the directory. Empty if the directory is a function. */
  people: string[];
}

/** The metrics of the admin server. */
export interface Metrics {
  /** Counts a verdict. */
  verdict: (on: 'request' | 'escalation' | 'run', outcome: VerdictOutcome) => void;
  /** Measures an answer. The route is the pattern, never an address with an id. */
  answered: (method: string, route: string, status: number, seconds: number) => void;
  registry: Registry;
}

/** A file of the operator, as it is served. The path contains a hash of the content. */
export interface BrandingFile {
  path: string;
  type: string;
  content: Uint8Array<ArrayBuffer>;
}

/** How the pages name and show themselves. */
export interface Branding {
  name: string;
  links: readonly { label: string; url: string }[];
  logo?: BrandingFile;
  /** Sets the accent colour. */
  style?: BrandingFile;
}

/** Reads the audit log. Everything fails like the log itself. */
export interface Archive {
  request: (id: string) => Promise<RequestView | undefined>;
  /** The entries before a number, newest first, as far as they may be requests that a search wants. */
  requests: (search: RequestSearch) => AsyncIterable<RecordedRequest>;
}

/** An entry that a search of the log has read. */
export interface RecordedRequest {
  seq: number;
  closedAt: string;
  bytes: number;
  /** Absent if the entry is not what the search wants, or is not valid. */
  request?: RequestView;
}

/** What every request to the admin server uses. It holds no durable state, so several servers may share one address. */
export interface AdminContext {
  settings: AdminSettings;
  client: Client;
  /** For reads that no manager offers, such as who submitted a request. */
  session: Session;
  approvals: ApprovalManager;
  escalations: EscalationManager;
  runs: AgentRuns;
  notifications: Notifications;
  operations: Operations;
  /** The stuck workflows, cached for 15 s. */
  stuck: () => Promise<StuckWorkflow[]>;
  policies: Pick<Policies, 'get' | 'dryRun'>;
  teams: TeamDirectory;
  /** The Slack channels with a signing secret, by name. */
  slack: Record<string, SlackChannel>;
  contacts: Config['contacts'];
  branding: Branding;
  metrics: Metrics;
  /** The rate limit per account, for the API and the pages together. */
  accounts: RateLimiterMemory;
  /** What Temporal no longer has. Absent if the config has no audit log. */
  archive?: Archive;
  /** Logs a line for the operator. Never log arguments, notes or keys. */
  log: (line: string) => void;
}

export interface AdminSettings extends AdminConfig {
  /** The public address, without a trailing slash. */
  url: string;
  sessionSecret: string;
  /** How long Slack waits for the answer to a click, in milliseconds. Slower work continues after the answer. */
  slackTimeoutMs: number;
}
