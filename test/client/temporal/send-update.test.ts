import { setImmediate as nextTurn } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { REQUEST } from '../../../client/requests/entity';
import { sendUpdate } from '../../../client/temporal/send-update';
import { openSession } from '../../../client/temporal/session';

test('Node does not warn about the listeners that the calls of one attempt leave behind', async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error) => void warnings.push(warning);
  process.on('warning', warned);
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const session = openSession(new Client({ connection }), {});
  const { signal } = new AbortController();
  await sendUpdate(
    session,
    { entity: REQUEST, id: 'request-1', name: 'decide', attemptId: 'try-1', message: {} },
    Date.now() + 300,
    signal,
  );
  // As many as Temporal's client adds in a minute of retries.
  for (let call = 0; call < 12; call++) signal.addEventListener('abort', () => {});
  await nextTurn();
  process.off('warning', warned);
  expect(warnings).toEqual([]);
});
