import { checkTriggers } from '../../activities/triggers/check-triggers';
import type { ConfigInput } from '../../contract/config/config';
import type { TriggerInput } from '../../contract/config/trigger';
import type { CheckInput } from '../../contract/records/check';
import { parseConfig } from '../../worker/config';

export const NOW = Date.parse('2026-03-01T12:00:00.000Z');

type Given = Partial<CheckInput> & Pick<ConfigInput, 'violations'>;

export async function check(triggers: TriggerInput[], context: Record<string, unknown>, given: Given = {}) {
  const { violations, ...more } = given;
  const config = parseConfig({
    triggers,
    levels: { manager: { assignees: ['ana'] } },
    ...(violations && { violations }),
  });
  const startedAt = '2026-03-01T11:00:00.000Z';
  return checkTriggers(config)({
    runId: 'run-1',
    context,
    agentMs: 0,
    startedAt,
    now: NOW,
    memory: {},
    ...more,
  });
}

export const custom = (condition: unknown, more: Partial<TriggerInput> = {}) =>
  ({ name: 'own', level: 'manager', type: 'custom', condition, ...more }) as TriggerInput;
export const cost: TriggerInput = { name: 'cost', level: 'manager', type: 'cost_exceeded', threshold: 100 };
export const low: TriggerInput = {
  name: 'low',
  level: 'human_review',
  type: 'confidence_low',
  threshold: 0.5,
};
