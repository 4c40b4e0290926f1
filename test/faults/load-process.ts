import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { AgentRuns, ApprovalManager, decisionSigner, EscalationManager } from '../../client';
import { QUEUES } from './deployment';
import type { CallAnswer, CallTopic, HistoryLine } from './evidence';
import type { LoadContext } from './load-context';
import { seeded } from './random';
import { type StoryName, stories } from './stories';

/** What the clients of a campaign are started with. */
export interface LoadArguments {
  address: string;
  adminUrl: string;
  adminKey: string;
  /** Of the key that signs decisions, in PEM. */
  privateKey: string;
  journal: string;
  seed: number;
  /** Stories begun a second. */
  rate: number;
  /** The stories to tell. */
  only: readonly StoryName[];
}

/** A killed client leaves its stories in the middle. Its next life tells others, with other ids. */
type InLife = LoadArguments & { life: number };
const CALLS_OF_A_LIFE = 1_000_000;

/** What the process sends to the campaign: a line of the history without its time, or that all stories have ended. */
export type LoadMessage =
  | 'ready'
  | 'done'
  | { type: 'call'; n: number; topic: CallTopic }
  | Extract<HistoryLine, { type: 'answer' | 'error' }>;

const MAX_OPEN_STORIES = 150;
/** A task that is lost with its worker is given to the next one after this time; the default, 10 s, would be too slow here. */
const WORKFLOW_TASK_TIMEOUT_MS = 3_000;

async function main(given: InLife): Promise<void> {
  count = given.life * CALLS_OF_A_LIFE;
  const connection = await untilConnected(given.address);
  const start = (input: { options: object }, next: (input: never) => Promise<string>) =>
    next({ ...input, options: { ...input.options, workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS } } as never);
  const client = new Client({ connection, interceptors: { workflow: [{ start }] } });
  const signer = decisionSigner({ keyId: 'key-1', privateKey: given.privateKey });
  const unsigned = new ApprovalManager(client, { taskQueue: QUEUES.signed });
  let isStopping = false;
  const context: LoadContext = {
    ...given,
    client,
    call: recordedCall,
    managers: {
      plain: new ApprovalManager(client, { taskQueue: QUEUES.plain }),
      signed: new ApprovalManager(client, { taskQueue: QUEUES.signed, signer }),
    },
    unsigned,
    runs: new AgentRuns(client, { taskQueue: QUEUES.plain }),
    escalations: new EscalationManager(client, { taskQueue: QUEUES.plain }),
    isStopping: () => isStopping,
  };
  process.on('message', () => (isStopping = true));
  process.once('disconnect', () => process.exit());
  send('ready');

  const random = seeded(given.seed);
  const told = stories(given.only);
  const open = new Set<Promise<void>>();
  for (let index = 0; !isStopping; index++) {
    const story = random.pick(told);
    const id = `s${given.seed}-${given.life}-${index}`;
    const own = story(context, id, seeded(given.seed * 1_000_003 + given.life * 10_007 + index)).finally(() =>
      open.delete(own),
    );
    open.add(own);
    await sleep(1_000 / given.rate);
    while (open.size >= MAX_OPEN_STORIES && !isStopping) await sleep(20);
  }
  await Promise.all(open);
  send('done');
}

let count = 0;

/** The server may be away just then. */
async function untilConnected(address: string): Promise<Connection> {
  for (;;)
    try {
      return await Connection.connect({ address });
    } catch {
      await sleep(500);
    }
}

/** Makes a call and reports its start and its end. Undefined if it threw an error. */
async function recordedCall<T>(
  topic: CallTopic,
  make: () => Promise<T>,
  toAnswer: (value: T) => CallAnswer,
): Promise<T | undefined> {
  const n = ++count;
  send({ type: 'call', n, topic });
  try {
    const value = await make();
    send({ type: 'answer', at: 0, n, answer: toAnswer(value) });
    return value;
  } catch (error) {
    send({ type: 'error', at: 0, n, error: (error as Error).name });
    return undefined;
  }
}

function send(message: LoadMessage): void {
  if (process.connected) process.send?.(message);
}

main(JSON.parse(process.argv[2] ?? '') as InLife).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
