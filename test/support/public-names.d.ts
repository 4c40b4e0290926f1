import type { Declaration } from 'typescript';

/** A public name of the package. */
export interface PublicName {
  name: string;
  /** Its doc comment. Empty if it has none. */
  doc: string;
  declarations: Declaration[];
}

/** The public names that the entry points export, and the keys of the types that people write by hand. */
export function publicNames(entryPoints: string[], isOurs: (file: string) => boolean): PublicName[];
