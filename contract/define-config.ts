import type { z } from 'zod';
import type { ConfigInput } from './config';
import type { Condition, PolicyInput } from './policy';

/** A policy whose condition gets what its `context` schema parses to. Without a schema nothing is known of it. */
interface TypedPolicy<Context> extends Omit<PolicyInput, 'context' | 'condition'> {
  context?: z.ZodType<Context>;
  condition?: (
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    context: unknown extends Context ? any : Context,
    request: Parameters<Condition>[1],
  ) => ReturnType<Condition>;
}

/**
 * Types a config as it is written: the `ctx` of a policy's condition has the type of the policy's `context` schema.
 * The worker checks the config when it loads it, and names the path of what is wrong.
 */
export function defineConfig<Contexts extends readonly unknown[] | []>(
  config: Omit<ConfigInput, 'policies'> & {
    policies?: { [Index in keyof Contexts]: TypedPolicy<Contexts[Index]> };
  },
): ConfigInput {
  return config as ConfigInput;
}

/** Types one policy that is written outside `defineConfig`: `ctx` has the type of its `context` schema. */
export function policy<Context>(
  written: TypedPolicy<Context> & { context: z.ZodType<Context> },
): PolicyInput {
  return written;
}
