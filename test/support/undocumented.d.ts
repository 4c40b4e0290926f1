/** The undocumented names that the entry points export. */
export function undocumented(entryPoints: string[], isOurs: (file: string) => boolean): string[];
