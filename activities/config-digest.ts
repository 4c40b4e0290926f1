import { z } from 'zod';
import type { Config } from '../contract/config';
import { digest } from '../rules/digest';

/** The digest of a config, functions by their source: it tells which rules made a plan. Not of desk and channels, which have secrets, nor of what makes no plan. */
export function configDigest({
  desk: _desk,
  channels: _channels,
  contacts: _contacts,
  notifications: _notifications,
  strict: _strict,
  ...rules
}: Config): string {
  return digest(JSON.parse(JSON.stringify(rules, (_, value: unknown) => comparable(value))));
}

function comparable(value: unknown): unknown {
  if (typeof value === 'function') return `function ${value.toString()}`;
  if (value instanceof z.ZodType) return z.toJSONSchema(value, { unrepresentable: 'any', io: 'input' });
  return value;
}
