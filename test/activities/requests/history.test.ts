import type { temporal } from '@temporalio/proto';
import { readArrivals } from '../../../activities/requests/history';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const RESET = 20;
const at = (seconds: number) => ({ eventTime: { seconds: seconds as never, nanos: 0 } });
const signal = (seconds: number, text: string, signalName = 'decide'): HistoryEvent => ({
  ...at(seconds),
  workflowExecutionSignaledEventAttributes: {
    signalName,
    input: { payloads: [{ data: Buffer.from(text) }] },
  },
});
const scheduled = (seconds: number): HistoryEvent => ({
  ...at(seconds),
  workflowTaskScheduledEventAttributes: {},
});
const started = (seconds: number): HistoryEvent => ({
  ...at(seconds),
  workflowTaskStartedEventAttributes: {},
});
const accepted = (seconds: number, updateId: string): HistoryEvent => ({
  ...at(seconds),
  workflowExecutionUpdateAcceptedEventAttributes: { acceptedRequest: { meta: { updateId } } },
});
const admitted = (seconds: number, updateId: string): HistoryEvent => ({
  ...at(seconds),
  workflowExecutionUpdateAdmittedEventAttributes: { request: { meta: { updateId } } },
});
const reset = (seconds: number, baseRunId: string): HistoryEvent => ({
  ...at(seconds),
  workflowTaskFailedEventAttributes: { cause: RESET, baseRunId },
});

/** Of the last of these runs: when each signal arrived, and each Update that a reset applied again. In seconds. */
async function arrived(runs: Record<string, HistoryEvent[] | Error>) {
  const read = async function* (runId: string) {
    const events = runs[runId];
    if (!Array.isArray(events)) throw events ?? new Error(`there is no run ${runId}`);
    yield* events;
  };
  const { signals, reapplied } = await readArrivals(Object.keys(runs).at(-1)!, read, ['decide']);
  return {
    signals: signals.map((one) => one.at / 1000),
    updates: Object.fromEntries([...reapplied].map(([id, time]) => [id, time / 1000])),
  };
}

const base = [
  signal(1, 'before'),
  scheduled(2),
  started(3),
  accepted(4, 'u-1'),
  signal(5, 'no decision', 'other'),
  signal(6, 'a'),
  signal(7, 'a'),
];

it('what a reset applied again arrived when it did in the run before', async () => {
  const again = [signal(1, 'before'), scheduled(2), started(3), reset(90, 'base'), admitted(90, 'u-1')];
  const run = [
    ...again,
    signal(90, 'no decision', 'other'),
    signal(90, 'a'),
    signal(90, 'a'),
    scheduled(90),
    signal(95, 'b'),
  ];
  expect(await arrived({ base, run })).toEqual({ signals: [1, 6, 7, 95], updates: { 'u-1': 3 } });
});

it('a signal sent after the reset has its own time, even if an equal one was left out of the reset', async () => {
  const run = [
    signal(1, 'before'),
    scheduled(2),
    started(3),
    reset(90, 'base'),
    scheduled(90),
    signal(95, 'a'),
  ];
  expect(await arrived({ base, run })).toEqual({ signals: [1, 95], updates: {} });
});

it('a second reset is followed to the first run', async () => {
  const first = [
    signal(1, 'before'),
    reset(50, 'base'),
    admitted(50, 'u-1'),
    signal(50, 'a'),
    scheduled(50),
    started(51),
  ];
  const second = [
    signal(1, 'before'),
    reset(90, 'first'),
    admitted(90, 'u-1'),
    signal(90, 'a'),
    scheduled(90),
  ];
  expect(await arrived({ base, first, second })).toEqual({ signals: [1, 6], updates: { 'u-1': 3 } });
});

it('without the run before, the times of the reset count; any other failure is one', async () => {
  const run = [signal(1, 'before'), reset(90, 'base'), admitted(90, 'u-1'), signal(90, 'a'), scheduled(90)];
  const gone = Object.assign(new Error('not found'), { code: 5 });
  expect(await arrived({ base: gone, run })).toEqual({ signals: [1, 90], updates: {} });
  await expect(arrived({ base: new Error('Temporal is away'), run })).rejects.toThrow('Temporal is away');
});
