import type { TriggerOf } from '../../contract/trigger';
import { fieldValue } from './field-value';
import { malformed, notAMeasure, notANumber } from './malformed';
import type { Judgement } from './trigger-facts';

/** The triggers that compare one reported number with their threshold. */
export type ThresholdTrigger = TriggerOf<
  'confidence_low' | 'error_count' | 'cost_exceeded' | 'sentiment_negative'
>;

const FIELDS: Record<ThresholdTrigger['type'], string> = {
  confidence_low: 'confidence',
  error_count: 'error_count',
  cost_exceeded: 'cost',
  sentiment_negative: 'sentiment',
};

/**
 * Judges one number. A missing one is no problem and never fires. A malformed one is a problem and fires, whatever it
 * measures: an agent whose cost is not known may cost anything.
 */
export function judgeThreshold(trigger: ThresholdTrigger, context: Record<string, unknown>): Judgement {
  const { type, threshold, field = FIELDS[type] } = trigger;
  const value = fieldValue(context, field);
  if (value === undefined) return {};
  const wrong = isLow(type) ? notANumber(value) : notAMeasure(value);
  if (wrong) return malformed(`${field} ${wrong}`);
  const number = value as number;
  const fires = isLow(type) ? number < threshold : number >= threshold;
  const reason = `${field} ${number} is ${isLow(type) ? 'below' : 'at or above'} ${threshold}`;
  return { value: number, ...(fires && { reason }) };
}

function isLow(type: ThresholdTrigger['type']): boolean {
  return type === 'confidence_low' || type === 'sentiment_negative';
}
