import type { Command } from 'commander';
import type * as admin from './commands/admin';
import type * as approve from './commands/approve';
import type * as audit from './commands/audit';
import type * as cancel from './commands/cancel';
import type * as channels from './commands/channels';
import type * as claim from './commands/claim';
import type * as comment from './commands/comment';
import type * as completion from './commands/completion';
import type * as config from './commands/config';
import type * as dev from './commands/dev';
import type * as doctor from './commands/doctor';
import type * as edit from './commands/edit';
import type * as escalate from './commands/escalate';
import type * as escalations from './commands/escalations';
import type * as heal from './commands/heal';
import type * as history from './commands/history';
import type * as keys from './commands/keys';
import type * as list from './commands/list';
import type * as login from './commands/login';
import type * as logout from './commands/logout';
import type * as outcome from './commands/outcome';
import type * as policies from './commands/policies';
import type * as reject from './commands/reject';
import type * as replay from './commands/replay';
import type * as request from './commands/request';
import type * as respond from './commands/respond';
import type * as run from './commands/run';
import type * as show from './commands/show';
import type * as wait from './commands/wait';
import type * as webhooks from './commands/webhooks';
import type * as worker from './commands/worker';
import type { Cli } from './verb';

/* eslint-disable @typescript-eslint/no-require-imports -- an import would load all verbs */

/** A line of `hitl --help`. */
export interface VerbEntry {
  usage: string;
  about: string;
  /** The page of the documentation that the verb's help names. */
  page: string;
  /** The pages of verbs below this one that are explained elsewhere. */
  pages?: Record<string, string>;
  /** Returns the function that adds the verb's flags and action. */
  load: () => (command: Command, cli: Cli) => void;
}

export const VERBS: Record<string, VerbEntry[]> = {
  'Decide:': [
    {
      usage: 'list [options]',
      about: 'List requests, escalations or runs',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/list') as typeof list).addList,
    },
    {
      usage: 'show [options] <id>',
      about: 'Show a request, an escalation or a run',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/show') as typeof show).addShow,
    },
    {
      usage: 'approve [options] <id...>',
      about: 'Approve requests',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/approve') as typeof approve).addApprove,
    },
    {
      usage: 'reject [options] <id>',
      about: 'Reject a request',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/reject') as typeof reject).addReject,
    },
    {
      usage: 'edit [options] <id>',
      about: 'Change the arguments of a request in your editor, and approve them',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/edit') as typeof edit).addEdit,
    },
    {
      usage: 'respond [options] <id>',
      about: 'Answer a request instead of approving it: its action does not run',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/respond') as typeof respond).addRespond,
    },
    {
      usage: 'comment [options] <id>',
      about: 'Comment on an open request, without deciding',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/comment') as typeof comment).addComment,
    },
    {
      usage: 'cancel [options] <id>',
      about: 'Cancel a request, an escalation or a run',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/cancel') as typeof cancel).addCancel,
    },
  ],
  'Escalations:': [
    {
      usage: 'ack [options] <escalation>',
      about: 'Acknowledge an escalation, which stops its promotion',
      page: 'docs/build/escalations.md',
      load: () => (require('./commands/escalations') as typeof escalations).addAck,
    },
    {
      usage: 'resolve [options] <escalation>',
      about: 'Resolve an escalation: continue, abort or modify the run',
      page: 'docs/build/escalations.md',
      load: () => (require('./commands/escalations') as typeof escalations).addResolve,
    },
    {
      usage: 'promote [options] <escalation>',
      about: 'Promote an escalation to the next level now',
      page: 'docs/build/escalations.md',
      load: () => (require('./commands/escalations') as typeof escalations).addPromote,
    },
    {
      usage: 'reassign [options] <escalation>',
      about: 'Assign an escalation to other people at the same level',
      page: 'docs/build/escalations.md',
      load: () => (require('./commands/escalations') as typeof escalations).addReassign,
    },
    {
      usage: 'history [options] <run>',
      about: 'List the escalations of a run and how each was resolved',
      page: 'docs/build/escalations.md',
      load: () => (require('./commands/history') as typeof history).addHistory,
    },
  ],
  'Request:': [
    {
      usage: 'request [options]',
      about: 'Request an approval',
      page: 'docs/reference/cli.md',
      load: () => (require('./commands/request') as typeof request).addRequest,
    },
    {
      usage: 'policies [options]',
      about: "Show the worker's policies, or with --action who would have to approve a request",
      page: 'docs/reference/cli.md',
      load: () => (require('./commands/policies') as typeof policies).addPolicies,
    },
    {
      usage: 'escalate [options] <run>',
      about: 'Escalate a run to a person, or add a reason to its open escalation',
      page: 'docs/build/escalations.md',
      load: () => (require('./commands/escalate') as typeof escalate).addEscalate,
    },
    {
      usage: 'run',
      about: 'Start, report to, show, wait for and end agent runs',
      page: 'docs/build/agent-runs.md',
      load: () => (require('./commands/run') as typeof run).addRun,
    },
    {
      usage: 'wait [options] <id>',
      about: 'Wait until a request, an escalation or a run has ended; the exit code is its outcome',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/wait') as typeof wait).addWait,
    },
    {
      usage: 'claim [options] <id>',
      about: 'Claim an approval at the moment of its use; only one claimer may act',
      page: 'docs/reference/cli.md',
      load: () => (require('./commands/claim') as typeof claim).addClaim,
    },
    {
      usage: 'outcome [options] <id> <outcome>',
      about: 'Report what happened to a claimed approval: committed, failed or not_started',
      page: 'docs/reference/cli.md',
      load: () => (require('./commands/outcome') as typeof outcome).addOutcome,
    },
  ],
  'Work through an admin server:': [
    {
      usage: 'login [options]',
      about: 'Sign in at an admin server, to work without access to Temporal',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/login') as typeof login).addLogin,
    },
    {
      usage: 'logout [options]',
      about: 'Sign out of an admin server, or without --api of all admin servers',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/logout') as typeof logout).addLogout,
    },
    {
      usage: 'keys',
      about: 'Manage API keys, and create keys for signing and encryption',
      page: 'docs/operate/sign-in.md#api-keys',
      pages: { signing: 'docs/operate/signed-decisions.md', encryption: 'docs/operate/encryption.md' },
      load: () => (require('./commands/keys') as typeof keys).addKeys,
    },
  ],
  'Notify:': [
    {
      usage: 'channels',
      about: 'List and test the channels that notify people',
      page: 'docs/operate/notifications.md',
      pages: { secret: 'docs/operate/webhooks.md' },
      load: () => (require('./commands/channels') as typeof channels).addChannels,
    },
    {
      usage: 'webhooks',
      about: 'Send failed webhooks again',
      page: 'docs/operate/webhooks.md',
      load: () => (require('./commands/webhooks') as typeof webhooks).addWebhooks,
    },
  ],
  'Run:': [
    {
      usage: 'dev [options]',
      about: 'Run everything on this machine: Temporal, its UI, a worker and the admin server',
      page: 'docs/tutorial.md',
      load: () => (require('./commands/dev') as typeof dev).addDev,
    },
    {
      usage: 'worker [options]',
      about: 'Run a worker for an existing Temporal',
      page: 'docs/operate/README.md',
      load: () => (require('./commands/worker') as typeof worker).addWorker,
    },
    {
      usage: 'admin [options]',
      about: 'Run the admin server: the inbox and the API',
      page: 'docs/operate/admin-server.md',
      load: () => (require('./commands/admin') as typeof admin).addAdmin,
    },
    {
      usage: 'config',
      about: 'Check the config for CI, and what it would change for requests',
      page: 'docs/reference/cli.md',
      load: () => (require('./commands/config') as typeof config).addConfig,
    },
    {
      usage: 'doctor [options]',
      about: 'Check the setup and say how to correct each problem',
      page: 'docs/operate/README.md',
      load: () => (require('./commands/doctor') as typeof doctor).addDoctor,
    },
    {
      usage: 'replay [options]',
      about: 'Check whether everything that is open continues with this build, before it gets tasks',
      page: 'docs/operate/upgrades.md',
      load: () => (require('./commands/replay') as typeof replay).addReplay,
    },
    {
      usage: 'audit',
      about: 'Keep, verify and export the audit log: the records of everything that has ended',
      page: 'docs/operate/audit.md',
      load: () => (require('./commands/audit') as typeof audit).addAudit,
    },
    {
      usage: 'heal [options] <id>',
      about: 'Reset a stuck workflow to before its failing task (`hitl doctor` lists stuck workflows)',
      page: 'docs/operate/stuck-workflows.md',
      load: () => (require('./commands/heal') as typeof heal).addHeal,
    },
    {
      usage: 'completion [options] <shell>',
      about: 'Print a shell completion script for commands, flags and ids',
      page: 'docs/approve/terminal.md',
      load: () => (require('./commands/completion') as typeof completion).addCompletion,
    },
  ],
};
