import type { Child } from 'hono/jsx';
import type { EscalationView, NotificationsView, StuckWorkflow } from '../../../client';
import { assigneesWithPeople } from '../../../rules/escalations/people';
import { nextStepText } from '../../../rules/escalations/next-step-text';
import { visible, visibleLine as line } from '../../../rules/text';
import { escalationEvents, unknownInEscalation } from '../../text/escalation';
import { escalationAt, requestAt, runAt } from '../addresses';
import { EscalationEnd } from '../parts/escalation-end';
import { EscalationForms } from '../parts/escalation-forms';
import { Facts } from '../parts/facts';
import { JsonSection } from '../parts/json';
import { Layout } from '../parts/layout';
import { Live } from '../parts/live';
import { Stuck } from '../parts/stuck';
import { Status } from '../parts/status';
import { When } from '../parts/time';
import { Timeline } from '../parts/timeline';
import { Told } from '../parts/told';
import { Behind } from '../parts/behind';
import { Unknown } from '../parts/unknown';
import type { Visit } from '../visit';

export interface EscalationPageProps {
  visit: Visit;
  escalation: EscalationView;
  told?: NotificationsView;
  stuck?: StuckWorkflow | undefined;
}

/** An escalation for whoever resolves it: what is wrong, who is asked, until when, and what to do. */
export function EscalationPage({ visit, escalation, told, stuck }: EscalationPageProps) {
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
        <Stuck stuck={stuck} noun="escalation" />
        <Unknown sentences={unknownInEscalation(escalation)} />
        <EscalationFacts escalation={escalation} now={visit.now} />
      </Live>
      <Live part="forms" state={state}>
        <EscalationForms visit={visit} escalation={escalation} />
      </Live>
      <JsonSection title="What was reported" value={context} />
      <Live part="timeline">
        <Timeline moments={escalationEvents(escalation)} />
      </Live>
      <Live part="told">
        <Told told={told} />
      </Live>
      <Behind visit={visit} id={id} />
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
          'Asked',
          isOpen && assignees.length > 0 ? assigneesWithPeople(escalation).map(line).join(', ') : null,
        ],
        ['Acknowledged', isOpen && acknowledgedBy !== undefined ? `${line(acknowledgedBy)} has it` : null],
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
        If nobody has {done} it by then, {line(nextStepText(escalation))}.
      </span>
    </>
  );
}
