import type { Child } from 'hono/jsx';
import type { EscalationView, RequestView } from '../../../client';
import type { FormAnswer } from '../../../contract/response-form';
import { endedByText } from '../../../rules/requests/explain';
import { formOf } from '../../../rules/requests/message-problem';
import { visible, visibleLine as line } from '../../../rules/text';
import type { Notice } from '../../text/notice';
import { useText } from '../../text/use';
import { answerText, labelOfField } from '../answer';
import { ValueSection } from './value-section';
import { Status, When, WithTimes } from './values';

/*
 * How a request or an escalation ended.
 */

const REQUEST_MEANING = {
  approved: 'The action may go ahead.',
  answered: 'The action must not go ahead. The agent gets the answer.',
  rejected: 'The action must not go ahead.',
  expired: 'No decision was made in time. The action must not go ahead.',
  cancelled: 'No decision is needed any more. The action must not go ahead.',
} as const;

/**
 * How a request ended: who decided, when and why. Directly after the reader's own attempt it is also the answer to that
 * attempt, so that the page shows the result only once.
 */
export function Outcome({ request, now, notice }: { request: RequestView; now: number; notice?: Notice }) {
  const { end, kind } = request;
  if (end === undefined) return null;
  const use = useText(request, (iso) => iso);
  const isConfirmed = kind === 'confirmation' && end.status === 'approved';
  const notes = end.by === 'people' ? request.decisions.at(-1)?.notes : undefined;
  const by = (
    <>
      <Status status={end.status} />
      {isConfirmed ? ' (confirmed)' : ''} by {line(endedByText(request))}
    </>
  );
  return (
    <section class={`card outcome ${end.status}`} {...(notice && AS_ANSWER)}>
      <EndHeading notice={notice}>{by}</EndHeading>
      <p>
        <When iso={end.at} now={now} />. {REQUEST_MEANING[end.status]} Nothing can be changed any more.
      </p>
      {use === undefined ? null : (
        <p class="use">
          <WithTimes text={`${use}.`} />
        </p>
      )}
      {[...new Set([end.reason, notes, request.answerText])].map((text) =>
        text ? <blockquote class="written">{visible(text)}</blockquote> : null,
      )}
      {request.answer === undefined ? null : <Answer request={request} answer={request.answer} />}
      {end.error ? <p class="hint">{line(end.error.name)}</p> : null}
    </section>
  );
}

/** How it ended, below the answer to the reader's attempt if there was one. */
function EndHeading({ notice, children }: { notice: Notice | undefined; children: Child }) {
  if (notice === undefined) return <h2>{children}</h2>;
  return (
    <>
      <h2>{visible(notice.title)}</h2>
      <p>{children}</p>
      {saysOnlyTheEnd(notice) ? null : (
        <p class="written">
          <WithTimes text={visible(notice.message)} />
        </p>
      )}
    </>
  );
}

/** The answer to the response form, field by field. */
export function Answer({ request, answer }: { request: RequestView; answer: FormAnswer }) {
  const fields = formOf(request)?.properties ?? {};
  return (
    <dl class="entries answer">
      {Object.entries(answer).map(([name, value]) => (
        <div class="entry">
          <dt>{line(labelOfField(name, fields[name]))}</dt>
          <dd class="written">{visible(answerText(value, fields[name]))}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The script moves the focus to the answer. */
const AS_ANSWER = { id: 'verdict', role: 'status', tabindex: -1 };

/** Whether the message repeats how the request ended. */
function saysOnlyTheEnd({ counted, message }: Notice): boolean {
  return counted || /^(approved|answered|rejected|expired|cancelled)\b/i.test(message);
}

const RESOLUTION_MEANING = {
  continue: 'The run or request continues unchanged.',
  abort: 'The run or request ends.',
  modify: 'The run continues with the modification.',
} as const;

interface EscalationEndProps {
  escalation: EscalationView;
  now: number;
  locale: string;
  notice?: Notice | undefined;
}

/** How an escalation ended: who resolved or cancelled it, when and how. With `notice` as in `Outcome`. */
export function EscalationEnd({ escalation, now, locale, notice }: EscalationEndProps) {
  const { resolution, cancelled } = escalation;
  if (resolution) {
    const who =
      resolution.by === 'system' ? 'the config (nobody acknowledged it)' : line(resolution.resolvedBy);
    return (
      <section class="card outcome" {...(notice && AS_ANSWER)}>
        <EndHeading notice={notice}>
          <Status status="resolved" /> by {who}: {resolution.action}
        </EndHeading>
        <p>
          <When iso={resolution.at} now={now} />. {RESOLUTION_MEANING[resolution.action]}
        </p>
        <blockquote class="written">{visible(resolution.resolution)}</blockquote>
        <ValueSection title="Modification" value={resolution.modification} locale={locale} />
      </section>
    );
  }
  if (cancelled === undefined) return null;
  return (
    <section class="card outcome" {...(notice && AS_ANSWER)}>
      <EndHeading notice={notice}>
        <Status status="cancelled" /> by {line(cancelled.name ?? cancelled.by)}
      </EndHeading>
      <p>
        <When iso={cancelled.at} now={now} />
      </p>
      {cancelled.reason ? <blockquote class="written">{visible(cancelled.reason)}</blockquote> : null}
    </section>
  );
}
