import type { Command } from 'commander';
import type * as admin from './commands/admin';
import type * as approve from './commands/approve';
import type * as cancel from './commands/cancel';
import type * as channels from './commands/channels';
import type * as completion from './commands/completion';
import type * as config from './commands/config';
import type * as dev from './commands/dev';
import type * as doctor from './commands/doctor';
import type * as escalate from './commands/escalate';
import type * as escalations from './commands/escalations';
import type * as heal from './commands/heal';
import type * as history from './commands/history';
import type * as keys from './commands/keys';
import type * as list from './commands/list';
import type * as login from './commands/login';
import type * as logout from './commands/logout';
import type * as policies from './commands/policies';
import type * as reject from './commands/reject';
import type * as request from './commands/request';
import type * as run from './commands/run';
import type * as show from './commands/show';
import type * as wait from './commands/wait';
import type * as webhooks from './commands/webhooks';
import type * as worker from './commands/worker';
import type { Cli } from './verb';

/* eslint-disable @typescript-eslint/no-require-imports -- an import would load all verbs for each */

/** A line of `hitl --help`. `load` answers what adds the flags and the action of the verb. */
interface VerbEntry {
  usage: string;
  about: string;
  load: () => (command: Command, cli: Cli) => void;
}

export const VERBS: Record<string, VerbEntry[]> = {
  'Decide:': [
    {
      usage: 'list [options]',
      about: 'list requests, escalations or runs',
      load: () => (require('./commands/list') as typeof list).addList,
    },
    {
      usage: 'show [options] <id>',
      about: 'show a request, an escalation or a run: what, who, why, until when, and what happened',
      load: () => (require('./commands/show') as typeof show).addShow,
    },
    {
      usage: 'approve [options] <id>',
      about: 'approve a request',
      load: () => (require('./commands/approve') as typeof approve).addApprove,
    },
    {
      usage: 'reject [options] <id>',
      about: 'reject a request',
      load: () => (require('./commands/reject') as typeof reject).addReject,
    },
    {
      usage: 'cancel [options] <id>',
      about: 'cancel a request, an escalation or a run',
      load: () => (require('./commands/cancel') as typeof cancel).addCancel,
    },
  ],
  'Escalations:': [
    {
      usage: 'ack [options] <escalation>',
      about: 'acknowledge an escalation: "I have it" stops its promotion',
      load: () => (require('./commands/escalations') as typeof escalations).addAck,
    },
    {
      usage: 'resolve [options] <escalation>',
      about: 'resolve an escalation: its run goes on, ends, or goes on otherwise',
      load: () => (require('./commands/escalations') as typeof escalations).addResolve,
    },
    {
      usage: 'promote [options] <escalation>',
      about: 'ask the next level about an escalation, now',
      load: () => (require('./commands/escalations') as typeof escalations).addPromote,
    },
    {
      usage: 'reassign [options] <escalation>',
      about: 'ask others about an escalation, at the same level',
      load: () => (require('./commands/escalations') as typeof escalations).addReassign,
    },
    {
      usage: 'history [options] <run>',
      about: 'list the escalations of a run, in order, with what came of each',
      load: () => (require('./commands/history') as typeof history).addHistory,
    },
  ],
  'Ask:': [
    {
      usage: 'request [options]',
      about: 'request an approval',
      load: () => (require('./commands/request') as typeof request).addRequest,
    },
    {
      usage: 'policies [options]',
      about: "show the worker's policies, or with --action what they would say of a request",
      load: () => (require('./commands/policies') as typeof policies).addPolicies,
    },
    {
      usage: 'escalate [options] <run>',
      about: 'escalate a run to a person, or add to what is escalated',
      load: () => (require('./commands/escalate') as typeof escalate).addEscalate,
    },
    {
      usage: 'run',
      about: 'start agent runs, report to them, wait for them and end them',
      load: () => (require('./commands/run') as typeof run).addRun,
    },
    {
      usage: 'wait [options] <id>',
      about: 'wait until a request, an escalation or a run has ended, and exit by its outcome',
      load: () => (require('./commands/wait') as typeof wait).addWait,
    },
  ],
  'Work through an admin server:': [
    {
      usage: 'login [options]',
      about: 'sign in at an admin server, to work through it without access to Temporal',
      load: () => (require('./commands/login') as typeof login).addLogin,
    },
    {
      usage: 'logout [options]',
      about: 'forget the token or key of an admin server; without --api, of every admin server',
      load: () => (require('./commands/logout') as typeof logout).addLogout,
    },
    {
      usage: 'keys',
      about: 'make API keys for programs, and the keys that decisions are signed with',
      load: () => (require('./commands/keys') as typeof keys).addKeys,
    },
  ],
  'Tell people:': [
    {
      usage: 'channels',
      about: 'list and try the channels by which people are told',
      load: () => (require('./commands/channels') as typeof channels).addChannels,
    },
    {
      usage: 'webhooks',
      about: 'send webhooks again that did not arrive',
      load: () => (require('./commands/webhooks') as typeof webhooks).addWebhooks,
    },
  ],
  'Run:': [
    {
      usage: 'dev [options]',
      about: 'everything on this machine: a Temporal server, its UI, a worker and the admin server',
      load: () => (require('./commands/dev') as typeof dev).addDev,
    },
    {
      usage: 'worker [options]',
      about: 'run a worker beside an existing Temporal',
      load: () => (require('./commands/worker') as typeof worker).addWorker,
    },
    {
      usage: 'admin [options]',
      about: 'the admin server: the page and the API that people decide with',
      load: () => (require('./commands/admin') as typeof admin).addAdmin,
    },
    {
      usage: 'config',
      about: 'check the rules, without Temporal: for CI',
      load: () => (require('./commands/config') as typeof config).addConfig,
    },
    {
      usage: 'doctor [options]',
      about: 'check the set-up, and say what to do about what is wrong',
      load: () => (require('./commands/doctor') as typeof doctor).addDoctor,
    },
    {
      usage: 'heal [options] <id>',
      about: 'reset a stuck workflow to before the workflow task that fails; `hitl doctor` lists them',
      load: () => (require('./commands/heal') as typeof heal).addHeal,
    },
    {
      usage: 'completion [options] <shell>',
      about: 'print a script that completes verbs, flags and the ids of pending requests',
      load: () => (require('./commands/completion') as typeof completion).addCompletion,
    },
  ],
};
