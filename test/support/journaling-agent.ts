import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfigInput } from '../../contract/config/config';
import type { StepAnswer, StepInput } from '../../contract/step';
import { LADDER } from './runs';

/** One attempt of a step. The agent writes it to the journal before anything else. */
export interface Entry {
  key: string;
  attempt: number;
  pid: number;
  /** The input of the step. */
  given: Omit<StepInput<number>, 'signal' | 'attempt'>;
}

/** An agent that writes every attempt of a step to a journal, and ends when `${journal}.stop` exists. */
export function journaling(journal: string): ConfigInput {
  const step = async ({ signal: _, attempt, ...given }: StepInput<number>): Promise<StepAnswer> => {
    const entry: Entry = { key: given.idempotencyKey, attempt, pid: process.pid, given };
    appendFileSync(journal, `${JSON.stringify(entry)}\n`);
    await sleep(100);
    const { step: number, pending } = given;
    const asked = ['a', 'b'].map((name) => ({ key: `${name}${number}`, action: 'pay', context: { number } }));
    return {
      state: number,
      confidence: number % 4 === 3 ? 0.1 : 0.9,
      ...(number % 4 === 1 && { approvals: asked }),
      done: number % 4 === 0 && pending.length === 0 && existsSync(`${journal}.stop`),
    };
  };
  return {
    ...LADDER,
    triggers: [{ name: 'unsure', type: 'confidence_low', threshold: 0.5, level: 'human_review' }],
    agents: { journaling: { step, heartbeatTimeout: '2s', retryAfter: '100ms', maxAttempts: 1000 } },
  };
}

export function readJournal(journal: string): Entry[] {
  if (!existsSync(journal)) return [];
  return readFileSync(journal, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Entry);
}
