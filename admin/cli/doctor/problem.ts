/** Something in a config that is valid and probably not meant. */
export interface Problem {
  found: string;
  todo: string;
}
