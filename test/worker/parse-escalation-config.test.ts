import type { ConfigInput } from '../../contract/config/config';
import { parseConfig } from '../../worker/config';

const levels = { human_review: { assignees: ['ana'] } };
const unsure = { name: 'unsure', type: 'confidence_low', threshold: 0.5, level: 'human_review' };
const step = () => ({});
const withLevel = (more: object) => ({
  levels: { manager: { assignees: ['di'], ...more } },
  triggers: [unsure],
});
const withTrigger = (more: object) => ({ levels, triggers: [{ ...unsure, ...more }] });
const withAgent = (more: object) => ({ agents: { payer: { step, ...more } } });

test('levels, triggers and agents get their defaults; no policy is needed', () => {
  const config = { levels, triggers: [unsure], agents: { payer: { step } } } as ConfigInput;
  expect(parseConfig(config)).toMatchObject({
    levels: { human_review: { assignees: ['ana'], acknowledgeWithin: '15m', resolveWithin: '4h' } },
    triggers: [unsure],
    agents: {
      payer: {
        step,
        maxSteps: 1000,
        runTimeout: '30 days',
        stepTimeout: '10m',
        heartbeatTimeout: '30s',
        maxAttempts: 5,
        retryAfter: '1s',
      },
    },
  });
});

const nobody =
  'escalates, but no level has assignees: add them under levels, such as levels.human_review.assignees';

test.each<[string, unknown, string]>([
  ['triggers without any level', { triggers: [unsure] }, `triggers: ${nobody}`],
  [
    'a policy that escalates without any level',
    { policies: [{ name: 'p', approvers: ['ana'], onExpiry: 'escalate' }] },
    `policies[0].onExpiry: ${nobody}`,
  ],
  [
    'a fallback that escalates without any level',
    { fallback: { approvers: ['ana'], onExpiry: 'escalate' } },
    `fallback.onExpiry: ${nobody}`,
  ],
  [
    'a level that does not exist',
    { levels: { boss: levels.human_review } },
    'levels.boss: is not a known key',
  ],
  [
    'a level without assignees',
    withLevel({ assignees: [] }),
    'levels.manager.assignees: must name at least one person or team: leave the level out to skip it',
  ],
  [
    'a bare number to acknowledge within',
    withLevel({ acknowledgeWithin: 15 }),
    'levels.manager.acknowledgeWithin: a bare number is refused',
  ],
  [
    'a reminder every second',
    withLevel({ remindEvery: '1s' }),
    'levels.manager.remindEvery: would send over 100 reminders',
  ],
  [
    'a reminder every second during weeks to acknowledge',
    withLevel({ acknowledgeWithin: '14 days', resolveWithin: '1h', remindEvery: '30m' }),
    'levels.manager.remindEvery: would send over 100 reminders before acknowledgeWithin ends',
  ],
  [
    'too many repetitions of the ladder',
    { levels, triggers: [unsure], escalation: { repeat: 11 } },
    'escalation.repeat: ',
  ],
  [
    'an unknown end of the ladder',
    { levels, triggers: [unsure], escalation: { finally: 'hope' } },
    'escalation.finally: ',
  ],
  ['a trigger twice', { levels, triggers: [unsure, unsure] }, "triggers[1].name: 'unsure' is used twice"],
  ['a trigger of an unknown type', withTrigger({ type: 'mood' }), 'triggers[0].type: '],
  ['a trigger without its threshold', withTrigger({ threshold: undefined }), 'triggers[0].threshold: '],
  ['a trigger to an unknown level', withTrigger({ level: 'boss' }), 'triggers[0].level: '],
  [
    'a misspelt key of a trigger',
    withTrigger({ coolDown: '1h' }),
    'triggers[0].coolDown: is not a known key',
  ],
  [
    'an agent without steps',
    { agents: { payer: {} } },
    'agents.payer.step: must be a function ({ runId, input, state, decisions, guidance })',
  ],
  ['an agent with no step allowed', withAgent({ maxSteps: 0 }), 'agents.payer.maxSteps: '],
  ['an agent with a bare number', withAgent({ stepTimeout: 5 }), 'agents.payer.stepTimeout: a bare number'],
])('%s: named with its path', (_, wrong, problem) =>
  expect(() => parseConfig(wrong, 'temporal.config.ts')).toThrow(
    `temporal.config.ts is not valid:\n  ${problem}`,
  ),
);
