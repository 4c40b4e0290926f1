import type { AnyVerdict } from '../text/verdict';
import { type ExitCode, exitOfVerdict } from './exit';
import { loadVerdictText } from './lazy-imports';
import type { Output } from './output';

/** Prints a verdict and returns its exit code. */
export function answerVerdict(out: Output, verdict: AnyVerdict): ExitCode {
  out.answer(verdict, loadVerdictText().verdictText(out, verdict));
  return exitOfVerdict(verdict);
}
