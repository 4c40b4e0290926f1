import { defaultPayloadConverter } from '@temporalio/common';
import { readTrace, traceIn, withTrace } from '../../tracing/header';

const trace = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, tracestate: 'vendor=1' };

it('a trace travels in the header of Temporal’s own interceptors', () => {
  const headers = withTrace({}, trace);
  expect(Object.keys(headers)).toEqual(['_tracer-data']);
  expect(traceIn(headers)).toEqual(trace);
});

it('a trace that is there already stays', () => {
  const other = { traceparent: trace.traceparent.replace('b', 'c') };
  expect(traceIn(withTrace(withTrace({}, other), trace))).toEqual(other);
});

it.each([
  ['no header', undefined],
  ['nothing', {}],
  ['a text', 'x'],
  ['null', null],
  ['another version of the format', { traceparent: 'x' }],
  ['a number', { traceparent: 1 }],
  ['a carrier of another propagator', { 'x-b3-traceid': '1' }],
])('without a usable trace there is none: %s', (_, value) => {
  const payload = value === undefined ? undefined : defaultPayloadConverter.toPayload(value);
  expect(traceIn(payload && { '_tracer-data': payload })).toBeUndefined();
});

it('bytes of anyone do no harm: another encoding, invalid JSON, a large value', () => {
  const encoding = (name: string) => ({ encoding: Buffer.from(name) });
  const long = JSON.stringify({ ...trace, more: 'x'.repeat(5_000) });
  for (const payload of [
    { metadata: encoding('binary/encrypted'), data: Buffer.from('x') },
    { metadata: encoding('json/plain'), data: Buffer.from('{') },
    { metadata: encoding('json/plain'), data: Buffer.from(long) },
    {},
  ])
    expect(traceIn({ '_tracer-data': payload })).toBeUndefined();
});

it('a long tracestate is dropped, and the trace stays', () => {
  expect(readTrace({ ...trace, tracestate: 'x'.repeat(513) })).toEqual({ traceparent: trace.traceparent });
});
