import { type Evidence, EvidenceSchema } from '../../contract/evidence';

/*
 * Evidence that cannot be shown: a person who cannot see all evidence must not approve (design rule 25).
 */

/** Why the piece cannot be shown. The record of a workflow that was started by hand may contain anything. */
export function evidenceProblem(item: Evidence): string | undefined {
  const { success, error } = EvidenceSchema.safeParse(item);
  return success ? undefined : (error.issues[0]?.message ?? 'is not valid');
}

/** The title of a piece, or its place if it has none. */
export function evidenceTitle({ title }: Evidence, index: number): string {
  return typeof title === 'string' ? title : `evidence ${index + 1}`;
}

/** The pieces of evidence that cannot be shown, by title. Empty if all of it can be shown. */
export function unshownEvidence({ evidence = [] }: { evidence?: readonly Evidence[] }): string[] {
  return evidence.flatMap((item, index) => {
    const problem = evidenceProblem(item);
    return problem === undefined ? [] : [`“${evidenceTitle(item, index)}” ${problem}`];
  });
}
