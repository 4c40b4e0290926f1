import {
  type AdminServerForTests,
  startAdminServerForTests,
  type Through,
} from '../../../support/admin-server';
import { startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cliAt } from '../run-cli';

export interface Programs {
  temporal: TemporalForTests;
  admin: AdminServerForTests;
  /** Requests. */
  bot: Through;
  /** A gateway that decides for people. */
  people: Through;
  /** The CLI with direct access to Temporal. */
  direct: ReturnType<typeof cliAt>;
}

/** A server, an admin server and the CLI through it for all tests of a file. Call it outside of tests. */
export function startPrograms(use: (started: Programs) => void): void {
  let temporal: TemporalForTests;
  let admin: AdminServerForTests;
  beforeAll(async () => {
    temporal = await startTemporal({ keepsWorker: true });
    admin = await startAdminServerForTests(temporal);
    use({
      temporal,
      admin,
      bot: admin.through(admin.key(['request', 'read'], { name: 'bot' })),
      people: admin.through(admin.key(['request', 'read', 'decide-as'], { name: 'gateway' })),
      direct: cliAt(temporal),
    });
  });
  afterAll(async () => {
    await admin?.remove();
    await temporal?.stop();
  });
}
