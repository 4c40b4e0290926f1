import type { ConfigInput } from '../../contract/config/config';
import { ILL_FORMED } from './ill-formed';
import { runWorker } from './run-worker';
import { CONFIG } from './temporal';

const makers = Object.values(ILL_FORMED);

let calls = 0;
/** Each step of the agent throws one of these values and then succeeds. The directory throws the first two. */
const config: ConfigInput = {
  ...CONFIG,
  directory: (name) => {
    const make = makers[calls++ % 2 === 0 ? 0 : 1];
    if (calls <= 2) throw make?.();
    return name === 'finance-team' ? ['ana'] : undefined;
  },
  levels: { human_review: { assignees: ['ana'] } },
  agents: {
    odd: {
      step: ({ step, attempt }) => {
        const make = makers[step - 1];
        if (attempt === 1 && make) throw make();
        return { done: step > makers.length };
      },
      maxAttempts: 2,
      retryAfter: '10ms',
    },
  },
};

const [address = '', taskQueue = ''] = process.argv.slice(2);
void runWorker(address, taskQueue, config);
