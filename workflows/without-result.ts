import { ChildWorkflowFailure } from '@temporalio/common';

/** Why a child has no result: somebody ended it in Temporal, or it could never be started. */
export function withoutResult(error: unknown): { by: 'operator' | 'system'; reason: string } {
  if (error instanceof ChildWorkflowFailure)
    return { by: 'operator', reason: cut(`ended in Temporal: ${(error.cause ?? error).message}`) };
  return { by: 'system', reason: cut(`could not be started: ${(error as Error).message}`) };
}

function cut(words: string): string {
  return words.slice(0, 500);
}
