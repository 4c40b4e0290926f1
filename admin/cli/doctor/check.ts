/** The result of one check. */
export interface Check {
  name: string;
  /** False if there is a problem. */
  ok: boolean;
  /** What was found, in one sentence. */
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
