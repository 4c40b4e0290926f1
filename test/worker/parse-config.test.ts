import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { ConfigError } from '../../contract/errors';
import { parseConfig } from '../../worker/config';

const policy = { name: 'money', approvers: ['finance'] };
const config = { directory: { finance: ['ana'] }, policies: [policy] };
const withPolicy = (more: object) => ({ ...config, policies: [{ ...policy, ...more }] });

test('a config gets its defaults', () => {
  expect(parseConfig({ policies: [policy] })).toEqual({
    strict: false,
    directory: {},
    operators: [],
    defaults: { expireAfter: '3 days' },
    policies: [{ ...policy, effect: 'require' }],
    triggers: [],
    violations: [],
    levels: {},
    escalation: { repeat: 0, finally: 'abort' },
    agents: {},
    runs: { idleTimeout: '24h' },
    channels: {},
    contacts: {},
    notifications: { routes: [], digestAbove: 10, templates: {} },
  });
});

test('conditions, schemas and directories may be code', () => {
  const condition = () => true;
  const directory = async () => ['ana'];
  const parsed = parseConfig({ directory, policies: [{ ...policy, condition, context: z.object({}) }] });
  expect([parsed.directory, parsed.policies[0]?.condition]).toEqual([directory, condition]);
});

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const pem = (key: KeyObject) =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }) as string;
const withKeys = (...publicKeys: string[]) => ({
  ...config,
  decisions: { signed: true, keys: publicKeys.map((each, index) => ({ id: `k${index}`, publicKey: each })) },
});

test('public keys for decisions may be PEM or the base64 of their DER', () => {
  const der = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const keys = [pem(publicKey), der].map((each, index) => ({ id: `k${index}`, publicKey: each }));
  expect(parseConfig(withKeys(pem(publicKey), der)).decisions).toEqual({ signed: true, keys });
  expect(parseConfig({ ...config, decisions: {} }).decisions).toEqual({ signed: false, keys: [] });
});

test.each<[string, unknown, string]>([
  [
    'signed decisions without keys',
    { ...config, decisions: { signed: true } },
    'decisions.keys: needs a key',
  ],
  [
    'a key twice',
    {
      ...config,
      decisions: {
        keys: [...withKeys(pem(publicKey)).decisions.keys, ...withKeys(pem(publicKey)).decisions.keys],
      },
    },
    "decisions.keys[1].id: 'k0' is used twice",
  ],
  ['a key that is none', withKeys(pem(publicKey), 'abc'), 'decisions.keys[1].publicKey: is not a public key'],
  ['the private key', withKeys(pem(privateKey)), 'decisions.keys[0].publicKey: is a private key'],
  [
    'a key of another algorithm',
    withKeys(pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)),
    'decisions.keys[0].publicKey: must be an Ed25519 key, but is ec',
  ],
  ['not an object', 'yes', '(the config itself): '],
  ['no policy and no fallback', {}, 'policies: no policy and no fallback: every request would fail'],
  ['a bare number', withPolicy({ expireAfter: 4 }), 'policies[0].expireAfter: a bare number is refused'],
  ['an unknown key', { ...config, polices: [] }, 'polices: is not a known key.'],
  ['an unknown key inside', withPolicy({ approver: ['ana'] }), 'policies[0].approver: is not a known key.'],
  [
    'a pattern that is not of RE2',
    withPolicy({ response: { properties: { ref: { type: 'string', pattern: '(?=x)' } } } }),
    'policies[0].response.properties.ref.pattern: is not a regular expression in the syntax of RE2',
  ],
  [
    'a default that does not fit, in the fallback',
    {
      ...config,
      fallback: {
        approvers: ['ana'],
        response: { properties: { size: { type: 'integer', minimum: 1, default: 0 } } },
      },
    },
    'fallback.response.properties.size.default: must be at least 1',
  ],
  [
    'nobody',
    withPolicy({ approvers: [] }),
    'policies[0].approvers: an empty list means that nobody can approve',
  ],
  ['no approvers', { policies: [{ name: 'money' }] }, 'policies[0].approvers: is needed: who must approve?'],
  [
    'an approver twice',
    withPolicy({ approvers: ['ana', 'ana'] }),
    "policies[0].approvers: names 'ana' twice",
  ],
  [
    'quorum with requireAll',
    withPolicy({ quorum: 1, requireAll: true }),
    'policies[0].quorum: cannot be combined with requireAll',
  ],
  ['a cache of nothing', { ...config, maxCachedWorkflows: 0 }, 'maxCachedWorkflows: '],
  ['no quorum', withPolicy({ quorum: 0 }), 'policies[0].quorum: '],
  [
    'two deadlines',
    withPolicy({ expireAfter: '1h', autoExpireHours: 1 }),
    'policies[0].autoExpireHours: cannot be combined with expireAfter',
  ],
  [
    'approvers of a deny',
    withPolicy({ effect: 'deny' }),
    "policies[0].approvers: has no meaning with effect 'deny'",
  ],
  [
    'a condition that is not a function',
    withPolicy({ condition: true }),
    'policies[0].condition: must be a function',
  ],
  [
    'a context that is not a schema',
    withPolicy({ context: {} }),
    'policies[0].context: must be a zod schema',
  ],
  ['a name twice', { ...config, policies: [policy, policy] }, "policies[1].name: 'money' is used twice"],
  [
    "the fallback's name",
    withPolicy({ name: 'fallback' }),
    "policies[0].name: 'fallback' is reserved for the fallback",
  ],
  [
    'a highlight that is no JSON Pointer',
    withPolicy({ highlight: ['/to', 'amount'] }),
    "policies[0].highlight[1]: 'amount' is not a JSON Pointer: it must begin with '/', such as \"/amount\"",
  ],
  [
    'too many highlights',
    withPolicy({ highlight: Array.from({ length: 11 }, (_, n) => `/${n}`) }),
    'policies[0].highlight: has more than 10 pointers',
  ],
  ['an unknown severity', withPolicy({ severity: 'urgent' }), 'policies[0].severity: '],
  [
    'a severity where nobody is asked',
    withPolicy({ effect: 'deny', approvers: undefined, severity: 'high' }),
    "policies[0].severity: has no meaning with effect 'deny'",
  ],
  ['globs that match nothing', withPolicy({ actions: [] }), 'policies[0].actions: matches nothing'],
  [
    'an action that excludes',
    withPolicy({ actions: ['*', '!pay'] }),
    "policies[0].actions[1]: '!' excludes nothing: write two policies",
  ],
  [
    'a resource that excludes',
    withPolicy({ effect: 'allow', approvers: undefined, resources: ['dev/*', '!dev/secret/*'] }),
    "policies[0].resources[1]: '!' excludes nothing: write two policies",
  ],
  [
    'a route that excludes',
    { ...config, notifications: { routes: [{ policies: ['!money'], channels: [] }] } },
    "notifications.routes[0].policies[0]: '!' excludes nothing: write two policies (or routes)",
  ],
  [
    'an empty team',
    { ...config, directory: { finance: [] } },
    'directory.finance: an empty team can approve nothing',
  ],
  [
    'a team within a team',
    { ...config, directory: { finance: ['ana'], all: ['bo', 'finance'] } },
    "directory.all[1]: 'finance' is a team: name its people instead",
  ],
  [
    "a person by a team's own name",
    { ...config, directory: { finance: ['finance'] } },
    "directory.finance[0]: 'finance' is a team",
  ],
  [
    'a misspelt name, if it is strict',
    { ...withPolicy({ approvers: ['finnance'] }), strict: true },
    "policies[0].approvers[0]: 'finnance' is neither a team nor a member of a team in the directory: did you mean 'finance'?",
  ],
  [
    'a condition without a schema, if it is strict',
    { ...withPolicy({ condition: (ctx: { amount: number }) => ctx.amount > 1 }), strict: true },
    'policies[0].condition: has no context schema',
  ],
  [
    'an invalid directory',
    { ...config, directory: 7 },
    'directory: must be teams with their people, or a function',
  ],
  [
    'an invalid fallback',
    { fallback: 'maybe' },
    "fallback: must be 'approve', 'reject' or { approvers: [...] }",
  ],
  [
    'a fallback without approvers',
    { fallback: { approvers: [] } },
    'fallback.approvers: an empty list means that nobody',
  ],
  [
    'a fallback with a stage',
    { fallback: { approvers: ['a'], stage: 2 } },
    'fallback.stage: is not a known key',
  ],
  [
    'a channel of an unknown type',
    { ...config, channels: { a: { type: 'pigeon' } } },
    "channels.a.type: is 'pigeon', but must be one of 'log', 'webhook', 'email', 'slack', 'teams'",
  ],
  [
    'a webhook without secrets',
    { ...config, channels: { hooks: { type: 'webhook', url: 'https://example.com', secrets: [] } } },
    'channels.hooks.secrets: needs a secret',
  ],
  [
    'a route through an unknown channel',
    { ...config, channels: { log: { type: 'log' } }, notifications: { routes: [{ channels: ['slack'] }] } },
    "notifications.routes[0].channels[0]: 'slack' is not a channel of this config: known are log",
  ],
  [
    'a person with an unknown channel',
    { ...config, contacts: { ana: { channels: ['slack'] } } },
    "contacts.ana.channels[0]: 'slack' is not a channel of this config: known are none",
  ],
  [
    'quiet hours in an unknown time zone',
    {
      ...config,
      notifications: { quietHours: { from: '22:00', to: '07:00', timeZone: 'Mars/Olympus' } },
    },
    "notifications.quietHours.timeZone: 'Mars/Olympus' is not an IANA time zone: write one such as 'Europe/Berlin'",
  ],
  [
    'reminders too often',
    { ...config, notifications: { remindEvery: '5s' } },
    'notifications.remindEvery: must be at least a minute',
  ],
])('%s: named with its path', (_, wrong, problem) => {
  expect(() => parseConfig(wrong, 'temporal.config.ts')).toThrow(ConfigError);
  expect(() => parseConfig(wrong, 'temporal.config.ts')).toThrow(
    `temporal.config.ts is not valid:\n  ${problem}`,
  );
});

test('all problems are reported at once', () => {
  const wrong = { policies: [{ ...policy, expireAfter: 4 }], channels: { a: {} }, operators: [''] };
  expect(() => parseConfig(wrong)).toThrow(/policies\[0\]\.expireAfter[^]*operators\[0\][^]*channels/);
});
