import type { Child } from 'hono/jsx';
import type { RequestView } from '../../../client';
import type { DecisionRecord } from '../../../contract/request';
import { eligible } from '../../../rules/requests/people';
import { visible, visibleLine as line } from '../../../rules/text';
import { DECIDED } from '../../../rules/verdict-text';
import { can } from '../../access/permissions';
import { originText } from '../../text/plan';
import { eventsUntilEnd } from '../../text/request';
import { useEvents } from '../../text/use';
import { revisionsOf } from '../revisions';
import { typedIn, type Visit } from '../visit';
import { Changes } from './changes';
import { HiddenFields, TextField } from './forms';
import { Answer } from './outcome';

/*
 * What happened to a request: its events with the changes of each edit, and the comments.
 */

interface HistoryEvent {
  at?: string;
  what: Child;
}

/** The events of the timeline. If a decision ended the request, its end is not said again. The use comes after the end. */
export function historyOf(request: RequestView): HistoryEvent[] {
  const others = eventsUntilEnd({ ...request, decisions: [], comments: [] });
  const isSaid = request.end?.by === 'people';
  const end = request.end === undefined || isSaid ? [] : others.slice(-1);
  const early: HistoryEvent[] = request.end === undefined ? others : others.slice(0, -1);
  for (const event of [...decisionEvents(request), ...commentEvents(request)]) insert(early, event);
  return [...early, ...end, ...useEvents(request)];
}

/** An event without a time belongs to the one before it. */
function insert(events: HistoryEvent[], event: HistoryEvent & { at: string }): void {
  const later = events.findIndex(({ at }) => at !== undefined && at > event.at);
  events.splice(later < 0 ? events.length : later, 0, event);
}

function decisionEvents(request: RequestView) {
  const revisions = revisionsOf(request);
  return request.decisions.map((decision) => {
    const made = revisions.find(
      ({ revision }) => decision.decision === 'edit' && revision.revision === decision.revision,
    );
    return { at: decision.at, what: <Decided request={request} decision={decision} made={made} /> };
  });
}

function Decided({
  request,
  decision,
  made,
}: {
  request: RequestView;
  decision: DecisionRecord;
  made: ReturnType<typeof revisionsOf>[number] | undefined;
}) {
  const { decidedBy, decision: kind, void: lapsed, reason, notes, text, answer } = decision;
  return (
    <>
      {line(decidedBy)} {DECIDED[kind]} {originText(decision)}
      {lapsed === undefined ? null : <em> (lapsed: {line(lapsed)})</em>}
      {made === undefined ? null : (
        <details>
          <summary>
            What {line(decidedBy)} changed, to revision {made.revision.revision}
          </summary>
          <Changes before={made.before} patch={made.revision.patch} />
        </details>
      )}
      {[reason, notes, text].map((each) =>
        each ? <blockquote class="written">{visible(each)}</blockquote> : null,
      )}
      {answer === undefined ? null : <Answer request={request} answer={answer} />}
    </>
  );
}

function commentEvents({ comments = [] }: RequestView) {
  return comments.map(({ at, by, text, ...origin }) => ({
    at,
    what: (
      <>
        {line(by)} commented {originText(origin)}
        <blockquote class="written">{visible(text)}</blockquote>
      </>
    ),
  }));
}

/** The form to comment, for the approvers of any stage and the requester, while the request is open. */
export function CommentForm({ visit, request }: { visit: Visit; request: RequestView }) {
  return (
    <form class="comment" id="comment" method="post" action="/comment">
      <HiddenFields visit={visit} id={request.id} />
      <TextField
        of="comment"
        name="comment"
        label="Comment"
        hint="For the other approvers and the agent. A comment decides nothing."
        value={typedIn(visit, '/comment')('comment')}
        required
      />
      <div class="buttons">
        <button>Comment</button>
      </div>
    </form>
  );
}

export function mayComment({ admin, who }: Visit, request: RequestView): boolean {
  const { status, requesterId, plan } = request;
  if (status !== 'pending') return false;
  if (requesterId === who.name) return can(admin.settings.access, who, 'request');
  const isAsked = (plan?.requirements ?? []).some((each) => eligible(request, each).has(who.name));
  return isAsked && can(admin.settings.access, who, 'decide');
}
