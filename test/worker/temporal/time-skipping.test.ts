import { startTimeSkipping } from '../../../worker/temporal/time-skipping';

test('the test server skips a day at once', async () => {
  const environment = await startTimeSkipping();
  try {
    const before = await environment.currentTimeMs();
    await environment.sleep('1 day');
    expect(await environment.currentTimeMs()).toBeGreaterThanOrEqual(before + 86_400_000);
  } finally {
    await environment.teardown();
  }
}, 180_000);
