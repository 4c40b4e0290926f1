import { isGrpcServiceError } from '@temporalio/client';
import { isPastDeadline } from '../../../client/temporal/calls';

const failed = (code: number) =>
  Object.assign(new Error('call failed'), { code, details: 'Call cancelled', metadata: {} });

test('a call that the server cancelled at its deadline has passed the deadline, as one that timed out here', () => {
  expect(isGrpcServiceError(failed(1))).toBe(true);
  // CANCELLED, DEADLINE_EXCEEDED; UNAVAILABLE, NOT_FOUND
  expect([1, 4, 14, 5].map((code) => isPastDeadline(failed(code)))).toEqual([true, true, false, false]);
});
