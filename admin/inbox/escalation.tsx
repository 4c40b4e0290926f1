import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { EscalationView, NotificationsView, ResolveOptions, StuckWorkflow } from '../../client';
import { defined } from '../../contract/defined';
import type { ResolutionAction } from '../../contract/escalation';
import { LEVELS } from '../../contract/names';
import { assigneesWithPeople } from '../../rules/escalations/people';
import { numberIn } from '../../rules/presentation/number';
import { describeTotals } from '../../rules/runs/details';
import { findJsonLoss } from '../../rules/strict-json';
import { visible, visibleLine as line } from '../../rules/text';
import {
  acknowledgeEscalation,
  cancelEscalation,
  type EscalationSubject,
  promoteEscalation,
  readEscalation,
  readSubject,
  reassignEscalation,
  resolveEscalation,
} from '../access/escalations';
import { readStuckById } from '../access/stuck';
import { afterDeadline, escalationEvents, otherTriggers, unknownInEscalation } from '../text/escalation';
import { noticeOf } from '../text/notice';
import { escalationAt, idIn, requestAt, runAt } from './addresses';
import { follow, type Following } from './following';
import { fieldsOf, type Form } from './form';
import type { Handlers, ShowForm } from './handlers';
import { changedFields, hasFields, shownFields } from './modification';
import { EscalationForms } from './parts/escalation-forms';
import { Reported, Subject } from './parts/escalation-subject';
import { Layout, Live, show } from './parts/layout';
import { EscalationEnd } from './parts/outcome';
import { TechnicalDetails, StuckNote, UnknownNote } from './parts/technical-details';
import { Timeline, NotificationLog } from './parts/timeline';
import { Facts, Status, When } from './parts/values';
import { NOT_DONE, redirectWithNotice, type Visit, withoutNotice } from './visit';

/*
 * The page of one escalation, with its forms.
 */

interface EscalationPageProps {
  visit: Visit;
  escalation: EscalationView;
  live: Following;
  subject: EscalationSubject;
  notifications?: NotificationsView;
  stuck?: StuckWorkflow | undefined;
}

function EscalationPage({ visit, escalation, live, subject, notifications, stuck }: EscalationPageProps) {
  const { id, status, level, reason, context } = escalation;
  const state = [status, level, escalation.assignees.join(), escalation.acknowledgedBy].join(' ');
  const hasEnded = status === 'resolved' || status === 'cancelled';
  const answer = hasEnded ? visit.notice : undefined;
  const end = { escalation, now: visit.now, locale: visit.locale };
  return (
    <Layout
      title={`${line(reason)} (${status})`}
      visit={answer === undefined ? visit : withoutNotice(visit)}
      live={live}
      at={escalationAt(id)}
    >
      <Live part="status">
        <p class="over">
          escalation · <Status status={status} /> · level {level}
        </p>
      </Live>
      <h1 class="written">{visible(reason)}</h1>
      {answer === undefined ? (
        <Live part="outcome">
          <EscalationEnd {...end} />
        </Live>
      ) : (
        <EscalationEnd {...end} notice={answer} />
      )}
      <Live part="next">
        {hasEnded || visit.notice ? (
          <nav class="onward" aria-label="Continue">
            <a href="/escalations">Back to the escalations</a>
          </nav>
        ) : null}
      </Live>
      <Live part="facts">
        <StuckNote stuck={stuck} noun="escalation" />
        <UnknownNote sentences={unknownInEscalation(escalation)} />
        <EscalationFacts escalation={escalation} subject={subject} now={visit.now} locale={visit.locale} />
      </Live>
      <Reported context={context} subject={subject} locale={visit.locale} />
      <Live part="subject">
        <Subject visit={visit} escalation={escalation} subject={subject} />
      </Live>
      <Live part="forms" state={state}>
        <EscalationForms visit={visit} escalation={escalation} subject={subject} />
      </Live>
      <Live part="timeline">
        <Timeline events={escalationEvents(escalation, { withReason: false })} />
      </Live>
      <Live part="notifications">
        <NotificationLog notifications={notifications} />
      </Live>
      <TechnicalDetails visit={visit} id={id} />
    </Layout>
  );
}

interface FactsProps {
  escalation: EscalationView;
  subject: EscalationSubject;
  now: number;
  locale: string;
}

function EscalationFacts({ escalation, subject: { run, request }, now, locale }: FactsProps) {
  const { runId, requestId, escalatedBy, startedAt, assignees, acknowledgedBy, status } = escalation;
  const isOpen = status === 'pending' || status === 'acknowledged';
  const others = otherTriggers(escalation);
  const requesterId = run?.requesterId ?? request?.requesterId;
  return (
    <Facts
      facts={[
        ['Agent', run === undefined ? null : line(run.agent ?? 'attached: it runs elsewhere and reports')],
        requestId === undefined
          ? ['Run', <a href={runAt(runId)}>{line(runId)}</a>]
          : ['Request', <a href={requestAt(requestId)}>{line(requestId)}</a>],
        ['On behalf of', requesterId === undefined ? null : line(requesterId)],
        [
          'So far',
          run === undefined || run.unknown !== undefined ? null : describeTotals(run, numberIn(locale)),
        ],
        ['Opened', <When iso={startedAt} now={now} />],
        ['Escalated by', escalatedBy === undefined ? null : line(escalatedBy)],
        [
          'Also',
          others.length === 0 ? null : (
            <ul class="plain">
              {others.map((text) => (
                <li>{text}</li>
              ))}
            </ul>
          ),
        ],
        [
          'Assigned to',
          isOpen && assignees.length > 0 ? assigneesWithPeople(escalation).map(line).join(', ') : null,
        ],
        ['Acknowledged by', isOpen && acknowledgedBy !== undefined ? line(acknowledgedBy) : null],
        [status === 'acknowledged' ? 'Resolve by' : 'Acknowledge by', dueBy(escalation, now)],
      ]}
    />
  );
}

function dueBy(escalation: EscalationView, now: number): Child {
  const { status, dueAt } = escalation;
  if (dueAt === undefined || (status !== 'pending' && status !== 'acknowledged')) return null;
  return (
    <>
      <strong>
        <When iso={dueAt} now={now} />
      </strong>
      <span class="then">{afterDeadline(escalation)}.</span>
    </>
  );
}

const ACTIONS: readonly ResolutionAction[] = ['continue', 'abort', 'modify'];

/** Shows the escalation whose id is in the address. */
export async function showEscalation(visit: Visit): Promise<Response> {
  const id = idIn(visit.c.req.url);
  const live = await follow(visit, 'escalation', id);
  const escalation = await readEscalation(visit.admin, visit.who, id);
  const [subject, notifications, stuck] = await Promise.all([
    readSubject(visit.admin, visit.who, escalation),
    visit.admin.notifications.get(escalation.id),
    readStuckById(visit.admin, escalation.id),
  ]);
  return show(
    visit.c,
    <EscalationPage
      visit={visit}
      escalation={escalation}
      live={live}
      subject={subject}
      notifications={notifications}
      stuck={stuck}
    />,
  );
}

export function addEscalationPage(app: Hono, { page, action }: Handlers): void {
  app.get('/escalations/:id', page(showEscalation));
  const idOf = (form: Form) => form.one('id') ?? '';
  app.post(
    '/escalations/acknowledge',
    action(async (visit, form) => {
      const verdict = await acknowledgeEscalation(
        visit.admin,
        visit.who,
        idOf(form),
        fieldsOf(form, 'decisionId'),
      );
      return redirectWithNotice(visit, escalationAt(idOf(form)), noticeOf(verdict, 'Acknowledged'));
    }, showForm),
  );
  app.post(
    '/escalations/resolve',
    action(async (visit, form) => {
      const resolution = resolutionIn(form);
      const refused = (message: string) =>
        showForm({ ...visit, notice: { ...NOT_DONE, message } }, form, 422);
      if ('problem' in resolution) return refused(resolution.problem);
      const verdict = await resolveEscalation(visit.admin, visit.who, idOf(form), resolution);
      const notice = noticeOf(verdict, 'Resolved');
      if (verdict.outcome === 'invalid') return refused(notice.message);
      return redirectWithNotice(visit, escalationAt(idOf(form)), notice);
    }, showForm),
  );
  app.post(
    '/escalations/promote',
    action(async (visit, form) => {
      const level = LEVELS.find((each) => each === form.one('expectedLevel'));
      const promotion = { ...fieldsOf(form, 'reason', 'decisionId'), ...defined({ expectedLevel: level }) };
      const verdict = await promoteEscalation(visit.admin, visit.who, idOf(form), promotion);
      return redirectWithNotice(visit, escalationAt(idOf(form)), noticeOf(verdict, 'Promoted'));
    }, showForm),
  );
  app.post(
    '/escalations/reassign',
    action(async (visit, form) => {
      const assignees = (form.one('assignees') ?? '').split(',').map((name) => name.trim());
      const reassignment = {
        ...fieldsOf(form, 'reason', 'decisionId'),
        assignees: assignees.filter(Boolean),
      };
      const verdict = await reassignEscalation(visit.admin, visit.who, idOf(form), reassignment);
      return redirectWithNotice(visit, escalationAt(idOf(form)), noticeOf(verdict, 'Reassigned'));
    }, showForm),
  );
  app.post(
    '/escalations/cancel',
    action(async (visit, form) => {
      const verdict = await cancelEscalation(visit.admin, visit.who, idOf(form), fieldsOf(form, 'reason'));
      return redirectWithNotice(visit, escalationAt(idOf(form)), noticeOf(verdict, 'Cancelled'));
    }, showForm),
  );
}

type ResolutionInput = Omit<ResolveOptions, 'resolvedBy' | 'via'>;

/** The resolution in a form. What is wrong with a modification is reported here, before anything is sent. */
function resolutionIn(form: Form): ResolutionInput | { problem: string } {
  const action = ACTIONS.find((each) => each === form.one('action'));
  if (action === undefined) return { problem: 'Choose an outcome: continue, modify or abort.' };
  const resolution = { action, resolution: form.one('resolution') ?? '', ...fieldsOf(form, 'decisionId') };
  if (action !== 'modify') return resolution;
  const found = modificationIn(form);
  return 'problem' in found ? found : { ...resolution, modification: found.modification };
}

function modificationIn(form: Form): { modification: ResolveOptions['modification'] } | { problem: string } {
  const changed = changedFields(form);
  const text = form.one('modification');
  if (text === undefined) {
    if ('problem' in changed) return { problem: `Nothing was sent. ${changed.problem}` };
    if (Object.keys(changed.changes).length > 0) return { modification: changed.changes };
    return {
      problem:
        shownFields(form) === undefined
          ? 'Modify needs a modification: JSON for the next step of the run.'
          : 'Nothing was sent: Modify needs a changed field. Change one, or choose Continue.',
    };
  }
  if (hasFields(form) && ('problem' in changed || Object.keys(changed.changes).length > 0))
    return {
      problem:
        'Nothing was sent: the modification is in the fields and in the JSON. Use only one of them: reset the fields, or empty the JSON.',
    };
  try {
    const modification = JSON.parse(text) as ResolveOptions['modification'];
    const loss = findJsonLoss(text, 'modification');
    return loss === undefined ? { modification } : { problem: `Nothing was sent: ${loss}.` };
  } catch (error) {
    return { problem: `The modification is not valid JSON: ${(error as Error).message}` };
  }
}

const showForm: ShowForm = async (visit, form, status) => {
  const id = form.one('id') ?? '';
  const live = await follow(visit, 'escalation', id);
  const escalation = await readEscalation(visit.admin, visit.who, id);
  const subject = await readSubject(visit.admin, visit.who, escalation);
  const page = <EscalationPage visit={visit} escalation={escalation} live={live} subject={subject} />;
  return show(visit.c, page, status);
};
