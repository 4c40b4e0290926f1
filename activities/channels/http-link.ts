/** The address, if it is one that people may be sent to. */
export function httpLink(link: string | undefined): string | undefined {
  return link !== undefined && /^https?:\/\//i.test(link) && URL.canParse(link) ? link : undefined;
}
