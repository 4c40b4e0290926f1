import { type Evidence, EvidenceSchema } from '../../contract/evidence';

/*
 * Evidence that cannot be shown: who cannot see all evidence does not approve (design rule 25).
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

/** What of the evidence cannot be shown, by its title. Empty if all of it is shown. */
export function unshownEvidence({ evidence = [] }: { evidence?: readonly Evidence[] }): string[] {
  return evidence.flatMap((item, index) => {
    const problem = evidenceProblem(item);
    return problem === undefined ? [] : [`“${evidenceTitle(item, index)}” ${problem}`];
  });
}
