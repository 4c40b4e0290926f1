import { ConfigSchema } from '../../../contract/config/config';
import { contentHash } from '../../../rules/digest';
import { describeRequest, requestDetails } from '../../../rules/requests/details';
import { confirmationPlan } from '../../../rules/requests/plan';
import { begunConfirmation } from '../../support/requests';

const confirmation = { message: 'Deploy *v2*?', confirmers: ['ana', 'bo', 'ana'], expireAfter: 60_000 };
const content = { action: 'deploy', requesterId: 'ana', context: { arguments: ['v2'] } };

test('one requirement, whatever the policies say', () => {
  const config = ConfigSchema.parse({
    policies: [{ name: 'never', effect: 'deny' }],
    operators: ['olga'],
  });
  const plan = confirmationPlan(config, confirmation, { configDigest: 'c', contentHash: 'h' });
  expect(plan).toMatchObject({
    matched: [],
    requirements: [
      {
        policy: 'confirmation',
        approvers: ['ana', 'bo'],
        quorum: 1,
        allowSelfApproval: true,
        onExpiry: 'expire',
      },
    ],
    expireAfter: 60_000,
    expiryPolicy: 'confirmation',
    onExpiry: 'expire',
    operators: ['olga'],
    recheck: false,
    contentHash: 'h',
  });
  expect(plan.automatic).toBeUndefined();
});

test('its hash covers the message, the confirmers and the value to type; an approval has another hash', () => {
  const hash = contentHash(content, confirmation);
  const others = [
    { ...confirmation, message: 'Deploy?' },
    { ...confirmation, confirmers: ['bo'] },
    { ...confirmation, confirmValue: 'DEPLOY' },
  ];
  for (const other of others) expect(contentHash(content, other)).not.toBe(hash);
  expect(contentHash(content)).not.toBe(hash);
  expect(contentHash({ ...content }, { ...confirmation })).toBe(hash);
});

test('the Temporal UI shows the message, the arguments and the value to type, escaped', () => {
  const text = requestDetails(content, { ...confirmation, confirmValue: 'de*ploy\u202E' });
  expect(text).toContain('> Deploy \\*v2\\*?');
  expect(text).toContain('"v2"');
  expect(text).toContain('ana or bo must confirm');
  expect(text).toContain('send exactly **de\\*ploy⟨U+202E⟩**');
  expect(describeRequest(begunConfirmation({ confirmValue: 'DEPLOY' }))).toContain(
    '### To confirm\n\n- send exactly **DEPLOY** as `confirm`',
  );
  expect(describeRequest(begunConfirmation())).not.toContain('type exactly');
});
