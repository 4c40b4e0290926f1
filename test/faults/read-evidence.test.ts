import { arrivalsIn } from './read-evidence';

it('knows when the server took a decision, and when the task began that brought it', () => {
  const seconds = (time: number) => ({ seconds: time, nanos: 0 }) as never;
  const signal = (by: string, time: number) => {
    const data = Buffer.from(JSON.stringify({ decision: 'approve', decidedBy: by, decisionId: `by-${by}` }));
    return {
      eventTime: seconds(time),
      workflowExecutionSignaledEventAttributes: { input: { payloads: [{ data }] } },
    };
  };
  const begun = (time: number) => ({ eventTime: seconds(time), workflowTaskStartedEventAttributes: {} });
  const failed = { workflowTaskFailedEventAttributes: {} };
  const done = { workflowTaskCompletedEventAttributes: {} };
  const events = [signal('ana', 1), begun(2), failed, signal('bo', 3), begun(4), done, signal('bo', 5)];
  expect(arrivalsIn([...events, begun(6), done])).toEqual([
    { by: 'ana', decisionId: 'by-ana', first: 1_000, last: 1_000, taken: 4_000 },
    { by: 'bo', decisionId: 'by-bo', first: 3_000, last: 3_000, taken: 4_000 },
  ]);
});
