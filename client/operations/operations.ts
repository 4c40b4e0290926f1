import { Manager } from '../manager';
import { findStuck, type StuckWorkflow } from './find-stuck';
import { heal, type Healed, type HealOptions } from './heal';

/**
 * For operators: finds stuck workflows and resets them.
 *
 * ```ts
 * const operations = await Operations.connect();
 * for (const { id, cause } of await operations.findStuck()) console.log(id, cause);
 * ```
 */
export class Operations extends Manager {
  /** See {@link findStuck}. */
  findStuck(): Promise<StuckWorkflow[]> {
    return findStuck(this.session);
  }

  /** See {@link heal}. */
  heal(id: string, options?: HealOptions): Promise<Healed> {
    return heal(this.session, id, options);
  }
}
