import type { StuckWorkflow } from '../../client/index';
import { readStuck } from '../../client/operations/find-stuck';
import type { AdminContext } from '../http/context';
import { readAccessOf, can } from './permissions';
import type { Principal } from './principal';

/** A page must not wait longer for this. */
const TIMEOUT_MS = 1_000;

/** The stuck workflow with this id. Undefined if it is not stuck or Temporal does not answer within a second. */
export async function readStuckById(admin: AdminContext, id: string): Promise<StuckWorkflow | undefined> {
  return readStuck(admin.session, id, TIMEOUT_MS).catch(() => undefined);
}

/** The stuck workflows. Empty for a principal who is neither a reader of everything nor an operator. */
export async function readAllStuck(admin: AdminContext, who: Principal): Promise<StuckWorkflow[]> {
  const { access } = admin.settings;
  if (!readAccessOf(access, who).all && !can(access, who, 'administer')) return [];
  return admin.stuck().catch(() => []);
}
