/** Input over these limits is refused with the name of the field (design rule 19). Bytes are UTF-8. */
export const LIMITS = {
  contextBytes: 256 * 1024,
  nameBytes: 200,
  descriptionBytes: 4 * 1024,
  notesBytes: 4 * 1024,
  /** All evidence of one request, as JSON. */
  evidenceBytes: 512 * 1024,
  evidenceItems: 50,
  /** One image, in base64 as it is sent: 256 KB of the image itself. */
  imageBase64Bytes: 4 * Math.ceil((256 * 1024) / 3),
  linkBytes: 2 * 1024,
  formBytes: 16 * 1024,
  formFields: 20,
  /** One field of a response form may be as long as a note. */
  answerBytes: 32 * 1024,
  patternBytes: 200,
  /** A decision: an edit has the whole new context. */
  decisionBytes: 320 * 1024,
  /** JSON Pointers in `editable` of one policy. */
  editablePaths: 50,
  /** How often one request may be edited. */
  edits: 20,
  /** The JSON Patches of all edits of one request, as JSON. */
  patchesBytes: 128 * 1024,
  comments: 100,
  /** The texts of all comments of one request. */
  commentsBytes: 64 * 1024,
  messageBytes: 64 * 1024,
  /** How often one approval may be claimed. Each claim but the last was released by `not_started`. */
  claims: 20,
  /** The size of all decisions of one request, as JSON. Above it their texts are cut. */
  decisionsBytes: 256 * 1024,
  /** The size of the names of all people in the teams of one request, as JSON. */
  teamsBytes: 200 * 1024,
  matchedPolicies: 200,
  recordedRefusals: 100,
  listedApprovers: 50,
  /** The size of a KeywordList, as JSON. If it is larger, Temporal fails the workflow. */
  keywordListBytes: 2048,
  memoNamesBytes: 64 * 1024,
  /** JSON Pointers in `highlight` of one policy. */
  highlights: 10,
  pageSize: 1000,
  decisionsAtOnce: 100,
} as const;

/** After this many wrong values, typed by people who may confirm, a confirmation is rejected. */
export const MAX_WRONG_VALUES = 5;

/** The size of `text` in UTF-8 bytes. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
