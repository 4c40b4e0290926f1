import { type ExitCode, exitOfVerdict } from './exit';
import type { Output } from './output';
import { type AnyVerdict, verdictText } from '../text/verdict';

/** Prints what became of an attempt, and answers the exit code. */
export function answerVerdict(out: Output, verdict: AnyVerdict): ExitCode {
  out.answer(verdict, verdictText(out, verdict));
  return exitOfVerdict(verdict);
}
