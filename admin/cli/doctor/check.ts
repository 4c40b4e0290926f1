/** What one look at the set-up found. */
export interface Check {
  name: string;
  /** False: something to mend. */
  ok: boolean;
  /** What is so, in one sentence. */
  found: string;
  /** What to do about it. */
  todo?: string;
}

export const passed = (name: string, found: string): Check => ({ name, ok: true, found });
export const failed = (name: string, found: string, todo: string): Check => ({
  name,
  ok: false,
  found,
  todo,
});
