import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import type { temporal } from '@temporalio/proto';
import { resetPoint } from '../../../client/operations/heal';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const task = { workflowTaskCompletedEventAttributes: {} };
const activity = (name: string) => ({ activityTaskScheduledEventAttributes: { activityType: { name } } });
const local = (name: string) => ({
  markerRecordedEventAttributes: {
    markerName: 'core_local_activity',
    details: { data: { payloads: [{ data: Buffer.from(JSON.stringify({ activity_type: name })) }] } },
  },
});
const accepted = { workflowExecutionUpdateAcceptedEventAttributes: {} };
const completed = (acceptedEventId: number) => ({
  workflowExecutionUpdateCompletedEventAttributes: { acceptedEventId },
});
const history = (...events: object[]) =>
  events.map((event, index): HistoryEvent => ({ eventId: (index + 1) as never, ...event }));

it('for an accepted update without a result: before the task that accepted it', () => {
  const text = readFileSync(join(__dirname, 'wedged-request.json'), 'utf8');
  expect(resetPoint(historyFromJSON(JSON.parse(text)).events ?? [])).toEqual({ eventId: 19, repeats: [] });
});

it('an open update that later tasks did not answer is undone with them', () => {
  expect(resetPoint(history({}, task, local('planRequest'), task, accepted, task, {}))?.eventId).toBe(4);
});

it('otherwise: the last completed task', () => {
  expect(resetPoint(history({}, task, local('planRequest'), task, accepted, completed(5), {}))).toEqual({
    eventId: 4,
    repeats: [],
  });
});

it('names a step that would run again, and planning', () => {
  expect(resetPoint(history({}, task, activity('runStep'), {}))?.repeats).toEqual(['a step of the run']);
  expect(resetPoint(history({}, task, local('planRequest'), {}))?.repeats).toEqual([
    'planning, under the rules that the worker has now',
  ]);
  expect(resetPoint(history({}, task, local('wakeNotifications'), activity('deliver')))?.repeats).toEqual([]);
});

it('does not exist while the first task fails', () => {
  expect(resetPoint(history({}, { workflowTaskFailedEventAttributes: {} }))).toBeUndefined();
});
