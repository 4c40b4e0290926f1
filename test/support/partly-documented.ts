import { z } from 'zod';

/** Documented. */
export const Schema = z.object({
  /** Documented. */
  nested: z.object({ key: z.string() }).optional(),
  /** Documented. */
  list: z.array(z.object({ bare: z.string() })),
  /** Documented. */
  named: z.record(z.string(), z.object({ bare: z.string() })),
  /** Documented. */
  either: z.union([
    z.object({
      /** Documented. */
      left: z.string(),
    }),
    z.object({ right: z.string() }),
  ]),
});

/** Documented, but not all of its keys. */
export type ConfigInput = z.input<typeof Schema>;

/** Documented, but not all of its methods. */
export class Manager {
  /** Documented. */
  documented(): void {}
  bare(): void {}
  private hidden(): void {}
  /** Documented. */
  callsHidden(): void {
    this.hidden();
  }
}

export const bare = 1;
