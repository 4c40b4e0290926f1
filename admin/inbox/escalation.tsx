import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { EscalationView, NotificationsView, ResolveOptions, StuckWorkflow } from '../../client';
import { defined } from '../../contract/defined';
import type { ResolutionAction } from '../../contract/escalation';
import { LEVELS } from '../../contract/names';
import { nextStepText } from '../../rules/escalations/next-step-text';
import { assigneesWithPeople } from '../../rules/escalations/people';
import { findJsonLoss } from '../../rules/strict-json';
import { visible, visibleLine as line } from '../../rules/text';
import {
  acknowledgeEscalation,
  cancelEscalation,
  promoteEscalation,
  readEscalation,
  reassignEscalation,
  resolveEscalation,
} from '../access/escalations';
import { readStuckById } from '../access/stuck';
import { escalationEvents, unknownInEscalation } from '../text/escalation';
import { noticeOf } from '../text/notice';
import { escalationAt, idIn, requestAt, runAt } from './addresses';
import { fieldsOf, type Form } from './form';
import type { Handlers, ShowForm } from './handlers';
import { EscalationForms } from './parts/escalation-forms';
import { Layout, Live, show } from './parts/layout';
import { EscalationEnd } from './parts/outcome';
import { TechnicalDetails, StuckNote, UnknownNote } from './parts/technical-details';
import { Timeline, NotificationLog } from './parts/timeline';
import { Facts, JsonSection, Status, When } from './parts/values';
import { NOT_DONE, redirectWithNotice, type Visit } from './visit';

/*
 * The page of one escalation, with its forms.
 */

interface EscalationPageProps {
  visit: Visit;
  escalation: EscalationView;
  notifications?: NotificationsView;
  stuck?: StuckWorkflow | undefined;
}

function EscalationPage({ visit, escalation, notifications, stuck }: EscalationPageProps) {
  const { id, status, level, reason, context } = escalation;
  const state = [status, level, escalation.assignees.join(), escalation.acknowledgedBy].join(' ');
  return (
    <Layout title={`${line(reason)} (${status})`} visit={visit} live={{ id }} at={escalationAt(id)}>
      <Live part="status">
        <p class="over">
          escalation · <Status status={status} /> · level {level}
        </p>
      </Live>
      <h1 class="written">{visible(reason)}</h1>
      <Live part="facts">
        <EscalationEnd escalation={escalation} now={visit.now} />
        <StuckNote stuck={stuck} noun="escalation" />
        <UnknownNote sentences={unknownInEscalation(escalation)} />
        <EscalationFacts escalation={escalation} now={visit.now} />
      </Live>
      <Live part="forms" state={state}>
        <EscalationForms visit={visit} escalation={escalation} />
      </Live>
      <JsonSection title="What was reported" value={context} />
      <Live part="timeline">
        <Timeline events={escalationEvents(escalation)} />
      </Live>
      <Live part="notifications">
        <NotificationLog notifications={notifications} />
      </Live>
      <TechnicalDetails visit={visit} id={id} />
    </Layout>
  );
}

function EscalationFacts({ escalation, now }: { escalation: EscalationView; now: number }) {
  const { runId, requestId, escalatedBy, startedAt, triggers, assignees, acknowledgedBy, status } =
    escalation;
  const isOpen = status === 'pending' || status === 'acknowledged';
  return (
    <Facts
      facts={[
        requestId === undefined
          ? ['For run', <a href={runAt(runId)}>{line(runId)}</a>]
          : ['For request', <a href={requestAt(requestId)}>{line(requestId)}</a>],
        ['Opened', <When iso={startedAt} now={now} />],
        ['Escalated by', escalatedBy === undefined ? null : line(escalatedBy)],
        [
          'Why',
          triggers.length === 0 ? null : (
            <ul class="plain">
              {triggers.map((trigger) => (
                <li>
                  {line(trigger.name)} ({trigger.level}): {line(trigger.reason)}
                </li>
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
  const done = status === 'acknowledged' ? 'resolved' : 'acknowledged';
  return (
    <>
      <strong>
        <When iso={dueAt} now={now} />
      </strong>
      <span class="then">
        If it is not {done} by then, {line(nextStepText(escalation))}.
      </span>
    </>
  );
}

const ACTIONS: readonly ResolutionAction[] = ['continue', 'abort', 'modify'];

/** Shows the escalation whose id is in the address. */
export async function showEscalation(visit: Visit): Promise<Response> {
  const escalation = await readEscalation(visit.admin, visit.who, idIn(visit.c.req.url));
  const [notifications, stuck] = await Promise.all([
    visit.admin.notifications.get(escalation.id),
    readStuckById(visit.admin, escalation.id),
  ]);
  return show(
    visit.c,
    <EscalationPage visit={visit} escalation={escalation} notifications={notifications} stuck={stuck} />,
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

/** The resolution in a form. Invalid JSON is reported here, before anything is sent. */
function resolutionIn(form: Form): ResolutionInput | { problem: string } {
  const action = ACTIONS.find((each) => each === form.one('action'));
  if (action === undefined) return { problem: 'Choose an outcome: continue, modify or abort.' };
  const resolution = { action, resolution: form.one('resolution') ?? '', ...fieldsOf(form, 'decisionId') };
  if (action !== 'modify') return resolution;
  const text = form.one('modification');
  if (text === undefined)
    return { problem: 'Modify needs a modification: JSON for the next step of the run.' };
  try {
    const modification = JSON.parse(text) as ResolveOptions['modification'];
    const loss = findJsonLoss(text, 'modification');
    return loss === undefined ? { ...resolution, modification } : { problem: `Nothing was sent: ${loss}.` };
  } catch (error) {
    return { problem: `The modification is not valid JSON: ${(error as Error).message}` };
  }
}

const showForm: ShowForm = async (visit, form, status) => {
  const escalation = await readEscalation(visit.admin, visit.who, form.one('id') ?? '');
  return show(visit.c, <EscalationPage visit={visit} escalation={escalation} />, status);
};
