import { setTimeout as sleep } from 'node:timers/promises';
import { defaultPayloadConverter } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { readSubject } from '../../../activities/notifications/read-subject';
import { createSubjectRecords } from '../../../activities/notifications/subject-records';
import { WORKFLOW_TYPES } from '../../../contract/names';

type Event = Record<string, unknown>;
const completed: Event = { workflowTaskCompletedEventAttributes: {} };
const marker = (answer: string): Event => ({
  markerRecordedEventAttributes: {
    markerName: 'core_local_activity',
    details: { result: { payloads: [defaultPayloadConverter.toPayload(answer)] } },
  },
});

/** A fake Temporal with one open request and a history that the test writes. */
function fake(
  events: Event[],
  { runId = 'run-1', query = async (): Promise<object> => ({ told: 'by query' }) } = {},
) {
  const queries: number[] = [];
  const client = {
    options: { loadedDataConverter: { payloadConverter: defaultPayloadConverter, payloadCodecs: [] } },
    withDeadline: (_: number, fn: () => unknown) => fn(),
    withAbortSignal: (_: unknown, fn: () => unknown) => fn(),
    workflowService: {
      describeWorkflowExecution: async () => ({
        workflowExecutionInfo: {
          type: { name: WORKFLOW_TYPES.approval },
          status: 1,
          execution: { runId },
          historyLength: events.length,
        },
      }),
      getWorkflowExecutionHistoryReverse: async () => ({ history: { events: [...events].reverse() } }),
    },
    workflow: {
      getHandle: () => ({
        query: async () => {
          queries.push(Date.now());
          return query();
        },
      }),
    },
  };
  const env = new MockActivityEnvironment({}, { client: client as never });
  const records = createSubjectRecords();
  const read = (id = 'r') => env.run(() => readSubject(records, { kind: 'request', id }));
  return { events, queries, records, read };
}

const record = (told: string) => ({ kind: 'request', record: { told } });

test('a record of a committed task is used without a query', async () => {
  const { records, read, queries } = fake([
    completed,
    marker('plan'),
    marker('token'),
    { timerStartedEventAttributes: {} },
  ]);
  records.handOn('r', 'run-1', { told: 'handed on' }, 'token');
  expect(await read()).toEqual(record('handed on'));
  expect(await read()).toEqual(record('handed on'));
  expect(queries).toEqual([]);
});

test('a record whose task will soon be committed is awaited', async () => {
  const { events, records, read, queries } = fake([completed, { workflowTaskStartedEventAttributes: {} }]);
  records.handOn('r', 'run-1', { told: 'handed on' }, 'token');
  void sleep(150).then(() => events.push(completed, marker('token')));
  expect(await read()).toEqual(record('handed on'));
  expect(queries).toEqual([]);
});

// Concurrent, since each waits as long as its task could still be committed.
test.concurrent.each<[string, Event[], string]>([
  ['was lost', [completed, { workflowTaskTimedOutEventAttributes: {} }], 'run-1'],
  ['was followed by another', [completed, marker('token'), completed], 'run-1'],
  ['was from another attempt', [completed, marker('another token')], 'run-1'],
  ['was from an earlier run', [completed, marker('token')], 'run-0'],
])('a record whose task %s is never used', async (_, events, runId) => {
  const { records, read, queries } = fake(events);
  records.handOn('r', runId, { told: 'what did not happen' }, 'token');
  expect(await read()).toEqual(record('by query'));
  expect(queries).toHaveLength(1);
});

test('the answer of a query is used until the history grows', async () => {
  const { events, read, queries } = fake([completed]);
  for (let n = 0; n < 3; n++) expect(await read()).toEqual(record('by query'));
  expect(queries).toHaveLength(1);
  events.push({ workflowExecutionSignaledEventAttributes: {} });
  await read();
  expect(queries).toHaveLength(2);
});

test('at most five queries run at the same time, and each gets its turn', async () => {
  let [underWay, most] = [0, 0];
  const query = async () => {
    most = Math.max(most, ++underWay);
    await sleep(10);
    underWay--;
    return { told: 'by query' };
  };
  const { read, queries } = fake([completed], { query });
  await Promise.all(Array.from({ length: 60 }, (_, n) => read(`r-${n}`)));
  expect(queries).toHaveLength(60);
  expect(most).toBe(5);
});

test('a query that fails gives its turn to the next', async () => {
  let fails = true;
  const query = async () => {
    await sleep(1);
    if (fails) throw new Error('no answer');
    return { told: 'by query' };
  };
  const { read } = fake([completed], { query });
  const failed = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => read(`r-${n}`)));
  expect(failed.every(({ status }) => status === 'rejected')).toBe(true);
  fails = false;
  expect(await read()).toEqual(record('by query'));
});
