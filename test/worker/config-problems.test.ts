import { ConfigError } from '../../contract/errors';
import { parseConfig } from '../../worker/config';

const policy = { name: 'money', approvers: ['finance'] };
const levels = { manager: { assignees: ['di'] } };
const withPolicy = (more: object) => ({ policies: [{ ...policy, ...more }] });
const withTrigger = (trigger: object) => ({ levels, triggers: [{ name: 't', ...trigger }] });
const withChannel = (channel: object) => ({ fallback: 'reject', channels: { one: channel } });
const unset =
  'is undefined, but must be a text: if it comes from an environment variable (process.env.NAME), the variable is not set';

const problemsOf = (wrong: unknown): string[] => {
  try {
    parseConfig(wrong);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message
      .split('\n')
      .slice(1, -1)
      .map((line) => line.trim());
  }
  return [];
};

test.each<[string, unknown, ...string[]]>([
  [
    'a text where a list is wanted',
    withPolicy({ approvers: 'finance-team' }),
    "policies[0].approvers: is 'finance-team', but must be a list: write ['finance-team']",
  ],
  [
    'a text where a list is wanted, in the directory',
    { ...withPolicy({}), directory: { finance: 'ana' } },
    "directory.finance: is 'ana', but must be a list: write ['ana']",
  ],
  [
    'a text where a list is wanted, in an alternative',
    { fallback: { approvers: 'finance-team' } },
    "fallback.approvers: is 'finance-team', but must be a list: write ['finance-team']",
  ],
  ['an object where a list is wanted', { policies: {} }, 'policies: is an object, but must be a list: [...]'],
  [
    'a list where a level is wanted',
    { ...withPolicy({}), levels: { manager: ['di', 'bo'] } },
    "levels.manager: is a list, but must be an object: write { assignees: ['di', 'bo'] }",
  ],
  [
    'a text where a level is wanted',
    { ...withPolicy({}), levels: { manager: 'di' } },
    "levels.manager: is 'di', but must be an object: write { assignees: ['di'] }",
  ],
  [
    'a function where { step } is wanted',
    { agents: { payer: () => ({ done: true }) } },
    'agents.payer: is a function, but must be an object: write { step: yourFunction }',
  ],
  [
    'a step that is no function',
    { agents: { payer: { step: 'pay' } } },
    "agents.payer.step: must be a function ({ runId, input, state, decisions, guidance }) => { state?, done?, ... }; it is 'pay'",
  ],
  [
    'an unset environment variable in the token of a channel',
    withChannel({ type: 'slack', token: undefined, workspace: 'T1' }),
    `channels.one.token: ${unset}`,
  ],
  [
    'unset environment variables in the URL and the secrets of a channel',
    withChannel({ type: 'webhook', url: undefined, secrets: [undefined] }),
    `channels.one.url: ${unset}`,
    `channels.one.secrets[0]: ${unset}`,
  ],
  [
    'environment variables that are set to nothing',
    withChannel({ type: 'email', smtp: '', from: 'a@example.com' }),
    'channels.one.smtp: must be an smtp or smtps URL; it is empty: is its environment variable set?',
  ],
  [
    'an unset environment variable in a number',
    withPolicy({ quorum: Number(undefined) }),
    'policies[0].quorum: is NaN, but must be a number: if it comes from an environment variable (process.env.NAME), the variable is not set or is not a number',
  ],
  [
    'a number as a text, as environment variables are',
    withPolicy({ quorum: '2' }),
    "policies[0].quorum: is '2', but must be a number: write 2",
  ],
  [
    'true as a text',
    withPolicy({ requireAll: 'true' }),
    "policies[0].requireAll: is 'true', but must be true or false: write true, without quotes",
  ],
  [
    'a number that is too small',
    withPolicy({ stage: 0 }),
    'policies[0].stage: is 0, but must be more than 0',
  ],
  [
    'a number below its minimum',
    { ...withPolicy({}), maxCachedWorkflows: 1 },
    'maxCachedWorkflows: is 1, but must be at least 2',
  ],
  [
    'a number that is too large',
    withPolicy({ stage: 101 }),
    'policies[0].stage: is 101, but must be at most 100',
  ],
  [
    'a time zone that does not exist',
    { ...withPolicy({}), contacts: { ana: { timeZone: 'Europe/Berln' } } },
    "contacts.ana.timeZone: 'Europe/Berln' is not an IANA time zone: did you mean 'Europe/Berlin'?",
  ],
  [
    'a city alone as a time zone',
    { ...withPolicy({}), contacts: { ana: { timeZone: 'new york' } } },
    "contacts.ana.timeZone: 'new york' is not an IANA time zone: did you mean 'America/New_York'?",
  ],
  [
    'a misspelt city alone as a time zone',
    { ...withPolicy({}), contacts: { ana: { timeZone: 'Berlni' } } },
    "contacts.ana.timeZone: 'Berlni' is not an IANA time zone: did you mean 'Europe/Berlin'?",
  ],
  [
    'a language that does not exist',
    { ...withPolicy({}), contacts: { ana: { locale: 'de_CH' } } },
    "contacts.ana.locale: must be a language tag such as 'de-CH'; it is 'de_CH'",
  ],
  [
    'a key that belongs one level below',
    { ...withPolicy({}), branding: { name: 'Acme' } },
    "branding: is not a known key. Did you mean 'admin.branding'?",
  ],
  [
    'an object in place of a zod schema',
    withPolicy({ context: { amount: 'number' } }),
    'policies[0].context: must be a zod schema, such as z.object({ amount: z.number() }); it is an object',
  ],
  [
    'a missing level of a trigger',
    withTrigger({ type: 'cost_exceeded', threshold: 1 }),
    "triggers[0].level: is needed, because a trigger escalates to a level: write level: 'human_review', or supervisor, manager, executive, emergency",
  ],
  [
    'a level that does not exist',
    withTrigger({ type: 'cost_exceeded', threshold: 1, level: 'managers' }),
    "triggers[0].level: is 'managers', but must be one of 'human_review', 'supervisor', 'manager', 'executive', 'emergency': did you mean 'manager'?",
  ],
  ...[
    ['confidence_low', '0.5'],
    ['error_count', '3'],
    ['cost_exceeded', '10'],
    ['time_exceeded', "'30m'"],
  ].map(([type, example]): [string, unknown, string] => [
    `a missing threshold of ${type}`,
    withTrigger({ type, level: 'manager' }),
    `triggers[0].threshold: is needed by a trigger of type '${type}': write threshold: ${example}`,
  ]),
  [
    'a missing type of a channel',
    withChannel({ url: 'https://example.com' }),
    "channels.one.type: is needed: write one of 'log', 'webhook', 'email', 'slack', 'teams'",
  ],
  ['a missing name', { policies: [{ approvers: ['ana'] }] }, 'policies[0].name: is needed: write a text'],
  [
    'an unknown key that is similar to a known one',
    { ...withPolicy({}), polices: [] },
    "polices: is not a known key. Did you mean 'policies'?",
  ],
  [
    'an unknown key of a policy',
    withPolicy({ quorom: 2 }),
    "policies[0].quorom: is not a known key. Did you mean 'quorum'?",
  ],
  [
    'an unknown key of a trigger, among those of its type',
    withTrigger({ type: 'time_exceeded', threshold: '1h', level: 'manager', field: 'cost' }),
    'triggers[0].field: is not a known key. Known keys: name, level, cooldown, type, threshold',
  ],
  [
    'an unknown key of a channel, among those of its type',
    withChannel({ type: 'slack', tokn: 'xoxb-1', token: 'xoxb-1', workspace: 'T1' }),
    "channels.one.tokn: is not a known key. Did you mean 'token'?",
  ],
])('%s: says what is there and what to write', (_, wrong, ...problems) => {
  expect(problemsOf(wrong)).toEqual(problems);
});

test('the error of a config names the page that explains the keys', () => {
  expect(() => parseConfig({})).toThrow(
    /Every key is explained in docs\/reference\/configuration\.md of the package temporal-hitl\.$/,
  );
});

test.each([
  withChannel({ type: 'slack', token: 'xoxb-1', signingSecret: 7, workspace: 'T1' }),
  withChannel({ type: 'webhook', url: 'secret.example/hook', secrets: ['hunter2-secret'] }),
  withChannel({ type: 'email', smtp: 'user:hunter2-secret@host', from: 'a@example.com' }),
  withChannel({ type: 'teams', url: 'hunter2-secret' }),
])('values that can be secret are not shown: %#', (wrong) => {
  const problems = problemsOf(wrong).join('\n');
  expect(problems).toContain('channels.one.');
  expect(problems).not.toMatch(/hunter2|xoxb|hook/);
});
