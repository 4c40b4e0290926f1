import { z } from 'zod';
import { type ConfigInput, ConfigSchema } from '../../contract/config/config';
import { policiesView } from '../../rules/policies';

const HOUR = 3_600_000;
const view = (config: ConfigInput) => policiesView(ConfigSchema.parse(config), 'digest');

describe('the rules as data', () => {
  it('fill in what applies where a policy says nothing', () => {
    const { policies } = view({ policies: [{ name: 'plain', approvers: ['ana'] }] });
    expect(policies).toEqual([
      {
        name: 'plain',
        effect: 'require',
        approvers: ['ana'],
        quorum: 1,
        requireAll: false,
        stage: 1,
        allowSelfApproval: false,
        rejectionsToReject: 1,
        expireAfter: 72 * HOUR,
        onExpiry: 'expire',
      },
    ]);
  });

  it('say that there is a condition and a schema, and never what is in them', () => {
    const secret = 'sk-12345';
    const answer = view({
      policies: [
        {
          name: 'all',
          description: 'large payments',
          actions: ['pay_*'],
          resources: ['prod/**'],
          condition: (ctx: { key: string }) => ctx.key === 'sk-12345',
          context: z.object({ key: z.literal(secret) }),
          approvers: ['ana', 'bo'],
          requireAll: true,
          stage: 2,
          autoExpireHours: 0.5,
          onExpiry: 'escalate',
          escalateTo: 'manager',
          severity: 'critical',
          highlight: ['/key'],
          bulk: false,
        },
        { name: 'never', effect: 'deny', reason: 'not here' },
      ],
      levels: { manager: { assignees: ['di'] } },
    });
    expect(answer.policies).toMatchObject([
      {
        condition: true,
        context: true,
        quorum: 2,
        requireAll: true,
        stage: 2,
        expireAfter: HOUR / 2,
        onExpiry: 'escalate',
        escalateTo: 'manager',
        presentation: { severity: 'critical', highlight: ['/key'], bulk: false },
      },
      { name: 'never', effect: 'deny', reason: 'not here' },
    ]);
    expect(answer.policies[1]).not.toHaveProperty('approvers');
    expect(JSON.stringify(answer)).not.toContain(secret);
  });

  it('tell levels lowest first, triggers with their thresholds, operators and a directory', () => {
    const answer = view({
      directory: { team: ['ana'] },
      operators: ['olga'],
      triggers: [
        { name: 'slow', type: 'time_exceeded', threshold: '30m', level: 'manager' },
        { name: 'zero', type: 'cost_exceeded', threshold: 0, level: 'manager' },
        { name: 'own', type: 'custom', condition: () => true, level: 'emergency' },
      ],
      levels: {
        manager: { assignees: ['di'], remindEvery: '5m' },
        human_review: { assignees: ['team'] },
      },
      escalation: { repeat: 2, finally: 'wait' },
    });
    expect(answer).toEqual({
      configDigest: 'digest',
      policies: [],
      defaults: { expireAfter: 72 * HOUR },
      levels: [
        {
          level: 'human_review',
          assignees: ['team'],
          acknowledgeWithin: HOUR / 4,
          resolveWithin: 4 * HOUR,
        },
        {
          level: 'manager',
          assignees: ['di'],
          acknowledgeWithin: HOUR / 4,
          resolveWithin: 4 * HOUR,
          remindEvery: HOUR / 12,
        },
      ],
      triggers: [
        { name: 'slow', type: 'time_exceeded', threshold: '30m', level: 'manager' },
        { name: 'zero', type: 'cost_exceeded', threshold: 0, level: 'manager' },
        { name: 'own', type: 'custom', level: 'emergency' },
      ],
      escalation: { repeat: 2, finally: 'wait' },
      operators: ['olga'],
      directory: { team: ['ana'] },
    });
  });

  it.each([
    ['approve' as const, 'approve'],
    ['reject' as const, 'reject'],
    [{ approvers: ['di'] }, expect.objectContaining({ approvers: ['di'], expireAfter: 72 * HOUR })],
  ])('tell the fallback %j', (fallback, told) => {
    expect(view({ fallback }).fallback).toEqual(told);
  });

  it('say that a directory is a function', () => {
    const config: ConfigInput = { fallback: 'reject', directory: () => undefined };
    expect(view(config).directory).toBe('function');
  });
});
