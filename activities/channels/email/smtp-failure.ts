import type { ApplicationFailure } from '@temporalio/common';
import { showOn } from '../../../rules/notifications/show-on';
import { refusedByChannel, tryAgain } from '../channel';

/** What nodemailer says of a mail that was not sent. */
interface SmtpError {
  message: string;
  code?: string;
  responseCode?: number;
}

/** The server wants a log-in, or another: that is for the operator to mend, and not the mail's fault. */
const LOG_IN = [530, 534, 535, 538];

/** What the channel throws: a mail or an address that the server takes under no circumstances is refused for good. */
export function smtpFailure(error: unknown, host: string): ApplicationFailure {
  const { message, code, responseCode } = error as SmtpError;
  const why = `${host}: ${showOn('line', message, 500)}`;
  const isOfThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isForGood = responseCode === undefined || (responseCode >= 500 && !LOG_IN.includes(responseCode));
  return isOfThisMail && isForGood ? refusedByChannel(why) : tryAgain(why);
}
