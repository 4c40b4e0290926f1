import type { StuckWorkflow } from '../../client/index';
import { readStuck } from '../../client/operations/find-stuck';
import { readAccessOf, can } from './permissions';
import type { AdminContext } from '../http/context';
import type { Principal } from './principal';

/** Reading must not hold up a page for longer. */
const TIMEOUT_MS = 1_000;

/** The stuck workflow with this id, if it is stuck and Temporal says so within a second. */
export async function readStuckById(admin: AdminContext, id: string): Promise<StuckWorkflow | undefined> {
  return readStuck(admin.session, id, TIMEOUT_MS).catch(() => undefined);
}

/** The stuck workflows, for readers who may see all of them; none for others. */
export async function readAllStuck(admin: AdminContext, who: Principal): Promise<StuckWorkflow[]> {
  const { access } = admin.settings;
  if (!readAccessOf(access, who).all && !can(access, who, 'administer')) return [];
  return admin.stuck().catch(() => []);
}
