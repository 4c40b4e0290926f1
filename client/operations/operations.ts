import { Manager } from '../manager';
import { findWedged, type Wedged } from './find-wedged';
import { heal, type Healed, type HealOptions } from './heal';

/**
 * For operators: finds workflows of ours that cannot go on, and resets them.
 *
 * ```ts
 * const operations = await Operations.connect();
 * for (const { id, cause } of await operations.findWedged()) console.log(id, cause);
 * ```
 */
export class Operations extends Manager {
  /** See {@link findWedged}. */
  findWedged(): Promise<Wedged[]> {
    return findWedged(this.session);
  }

  /** See {@link heal}. */
  heal(id: string, options?: HealOptions): Promise<Healed> {
    return heal(this.session, id, options);
  }
}
