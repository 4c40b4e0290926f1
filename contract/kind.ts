/** What a request asks for: an approval by the policies, or a confirmation by a person it names. */
export const REQUEST_KINDS = ['approval', 'confirmation'] as const;

export type RequestKind = (typeof REQUEST_KINDS)[number];
