import { z } from 'zod';
import { outsideBusinessHours } from '../../activities/business-hours';
import type { ConfigInput } from '../../contract/config/config';
import { configWarnings } from '../../rules/config-warnings';
import { parseConfig } from '../../worker/config';

const warned = (config: ConfigInput, keyNames?: string[]) =>
  configWarnings(parseConfig(config), keyNames).map(({ path, message }) => `${path}: ${message}`);
const directory = { 'finance-team': ['ana', 'bo'], 'security-team': ['cy'] };
const unknown = (name: string, advice: string) =>
  `'${name}' is neither a team nor a member of a team in the directory: ${advice}`;

describe('names that the directory does not know', () => {
  it('are reported wherever a config names people, with what was probably meant', () => {
    const config: ConfigInput = {
      directory,
      policies: [
        { name: 'a', approvers: ['ana', 'finance-tema'] },
        { name: 'b', approvers: ['Security-team'] },
      ],
      fallback: { approvers: ['di'] },
      levels: { manager: { assignees: ['cyy', 'cy'] } },
      operators: ['bob'],
      channels: { log: { type: 'log' } },
      contacts: { anna: { email: 'ana@example.com' }, 'customer-7': { email: 'c@example.com' } },
      notifications: { routes: [{ people: ['boo'], channels: ['log'] }] },
      admin: {
        signIn: { dev: true },
        access: {
          decide: ['everyone'],
          administer: ['aná'],
          read: { team: ['everyon'], all: ['finance-team'] },
        },
      },
    };
    expect(warned(config)).toEqual([
      `policies[0].approvers[1]: ${unknown('finance-tema', "did you mean 'finance-team'?")}`,
      `policies[1].approvers[0]: ${unknown('Security-team', "did you mean 'security-team'?")}`,
      `fallback.approvers[0]: ${unknown('di', 'correct the name, or add the person to a team')}`,
      `levels.manager.assignees[0]: ${unknown('cyy', "did you mean 'cy'?")}`,
      `operators[0]: ${unknown('bob', "did you mean 'bo'?")}`,
      `notifications.routes[0].people[0]: ${unknown('boo', "did you mean 'bo'?")}`,
      `admin.access.administer[0]: ${unknown('aná', "did you mean 'ana'?")}`,
      `admin.access.read.team[0]: ${unknown('everyon', "did you mean 'everyone'?")}`,
      `contacts.anna: ${unknown('anna', "did you mean 'ana'?")}`,
    ]);
  });

  it('may be names of API keys in admin.access', () => {
    const admin = { signIn: { keys: 'keys.json' }, access: { request: ['payments-agent', 'robot'] } };
    const config: ConfigInput = { directory, fallback: 'reject', admin };
    expect(warned(config)).toEqual([]);
    expect(warned(config, ['payments-agent'])).toEqual([
      `admin.access.request[1]: ${unknown('robot', 'correct the name, or add the person to a team')}`,
    ]);
  });

  it('are not known where the directory is a function or has no team', () => {
    const policies = [{ name: 'a', approvers: ['zoe'] }];
    expect(warned({ policies })).toEqual([]);
    expect(warned({ policies, directory: () => undefined })).toEqual([]);
  });
});

describe('conditions without a schema', () => {
  const asked = { approvers: ['ana'] };
  const level = 'manager';
  const reads = (ctx: { amount: number }) => ctx.amount > 10_000;

  it('are reported if they could read the context', () => {
    const config: ConfigInput = {
      policies: [
        { name: 'a', ...asked, condition: reads },
        { name: 'b', ...asked, condition: async (_, request) => request.action === 'pay' },
        { name: 'c', ...asked, condition: (...all) => all.length > 0 },
        { name: 'd', ...asked, condition: (ctx = {}) => Boolean(ctx) },
      ],
      triggers: [{ name: 't', type: 'custom', level, condition: reads }],
      violations: [{ name: 'v', condition: reads }],
      levels: { manager: { assignees: ['ana'] } },
    };
    expect(warned(config).map((line) => line.split(': has no context schema')[0])).toEqual([
      ...[0, 1, 2, 3].map((index) => `policies[${index}].condition`),
      'triggers[0].condition',
      'violations[0].condition',
    ]);
  });

  it('are not reported with a schema, or if they take no argument', () => {
    const context = z.object({ amount: z.number() });
    const config: ConfigInput = {
      policies: [
        { name: 'a', ...asked, condition: reads, context },
        { name: 'b', ...asked, condition: outsideBusinessHours({ timeZone: 'Europe/Berlin' }) },
        { name: 'c', ...asked, condition: async () => true },
        {
          name: 'd',
          ...asked,
          condition: function always() {
            return true;
          },
        },
        { name: 'e', ...asked },
      ],
      triggers: [
        { name: 't', type: 'custom', level, condition: reads, context },
        { name: 'u', type: 'cost_exceeded', level, threshold: 1 },
      ],
      violations: [{ name: 'v', condition: reads, context }],
      levels: { manager: { assignees: ['ana'] } },
    };
    expect(warned(config)).toEqual([]);
  });
});

it('alternatives in braces are reported, since a glob matches them as they are written', () => {
  const config: ConfigInput = {
    policies: [
      {
        name: 'a',
        approvers: ['ana'],
        actions: ['pay', '{delete,drop}_*'],
        resources: ['pages/{id}/*', '{a,b}'],
      },
    ],
    notifications: { routes: [{ policies: ['{a,b}'], channels: [] }] },
  };
  expect(warned(config).map((line) => line.split(': ')[0])).toEqual([
    'policies[0].actions[1]',
    'policies[0].resources[1]',
    'notifications.routes[0].policies[0]',
  ]);
});

describe('stages with gaps', () => {
  const staged = (...stages: number[]): ConfigInput => ({
    policies: stages.map((stage, index) => ({ name: `p${index}`, approvers: ['ana'], stage })),
  });

  it('are reported with the stage to write', () => {
    expect(warned(staged(1, 3))).toEqual([
      'policies[1].stage: is 3, but no policy has stage 2: number the stages from 1 without gaps, here 2',
    ]);
    expect(warned(staged(2))).toEqual([
      'policies[0].stage: is 2, but no policy has stage 1: number the stages from 1 without gaps, here 1',
    ]);
  });

  it('are errors if the config is strict', () => {
    expect(() => parseConfig({ ...staged(1, 3), strict: true })).toThrow(
      'policies[1].stage: is 3, but no policy has stage 2',
    );
  });

  it('are not reported without gaps', () => {
    expect(warned(staged(1, 2, 2, 3))).toEqual([]);
  });
});

it('optional keys of channels that are undefined are reported, as an environment variable is probably not set', () => {
  const slack = { type: 'slack' as const, token: 'xoxb-1', workspace: 'T1' };
  const config: ConfigInput = { fallback: 'reject', channels: { slack } };
  expect(warned(config)).toEqual([]);
  expect(warned({ ...config, channels: { slack: { ...slack, signingSecret: undefined } } })).toEqual([
    'channels.slack.signingSecret: is undefined: if it comes from an environment variable (process.env.NAME), the variable is not set. Set it, or leave the key out',
  ]);
});

it('an admin server where nobody may read or decide is reported', () => {
  const admin = { signIn: { dev: true } };
  const config: ConfigInput = { directory: { finance: ['ana'] }, fallback: 'reject' };
  expect(warned({ ...config, admin })).toEqual([
    "admin.access: names nobody, so people who sign in can read and decide nothing: write for example { read: { team: ['everyone'] }, decide: ['everyone'] }",
  ]);
  expect(warned({ ...config, admin: { ...admin, access: { read: { all: ['ana'] } } } })).toEqual([]);
});
