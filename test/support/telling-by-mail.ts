import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { type SmtpForTests, startSmtp } from './smtp';
import { startTimeSkippingServer } from './time-skipping';

/** A time-skipping server and a mail server for a test file. Each test starts without mails. */
export function tellingByMail(): { env: TestWorkflowEnvironment; smtp: SmtpForTests } {
  const at = {} as { env: TestWorkflowEnvironment; smtp: SmtpForTests };
  beforeAll(async () => {
    [at.env, at.smtp] = await Promise.all([startTimeSkippingServer(), startSmtp()]);
  });
  afterAll(async () => {
    await at.env.teardown();
    await at.smtp.stop();
  });
  beforeEach(() => (at.smtp.mails.length = 0));
  return at;
}
