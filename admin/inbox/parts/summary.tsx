import type { RequestView } from '../../../client';
import type { Content, Entry } from '../../../rules/presentation/content';
import { isDueSoon } from '../../../rules/presentation/due-soon';
import { keyFacts } from '../../../rules/presentation/facts';
import { count } from '../../../rules/presentation/number';
import { requirementSentence } from '../../../rules/requests/explain';
import { canDecideNow } from '../../../rules/requests/people';
import { membersOf } from '../../../rules/teams';
import { visible, visibleLine as line } from '../../../rules/text';
import { namesOf, type Principal } from '../../access/principal';
import { escalationAt, runAt } from '../addresses';
import type { Visit } from '../visit';
import { Address, Inline, isInline } from './content/content';
import { Deadline } from './requirements';
import { SeverityMark } from './severity';
import { Ago, Facts, Status, When } from './values';

/*
 * The first screen of a request: what is asked, the facts that matter, who asks, why the reader is asked, and by when.
 */

/** A longer description is a paragraph below the heading. */
const MAX_HEADING_LENGTH = 120;

/** What is asked: the description as the heading, then action and resource. */
export function Sentence({ request }: { request: RequestView }) {
  const { action, resource, description, confirmation } = request;
  const texts = [confirmation?.message, description].filter((text): text is string => Boolean(text));
  const [first = ''] = texts;
  const what = (
    <>
      <strong>{line(action)}</strong>
      {resource === undefined ? null : <span class="on"> on {line(resource)}</span>}
    </>
  );
  if (first === '' || first.length > MAX_HEADING_LENGTH || first.includes('\n'))
    return (
      <>
        <h1>{what}</h1>
        {texts.map((text) => (
          <p class="lead written">{visible(text)}</p>
        ))}
      </>
    );
  return (
    <>
      <h1>{line(first)}</h1>
      <p class="what">{what}</p>
      {texts.slice(1).map((text) => (
        <p class="lead written">{visible(text)}</p>
      ))}
    </>
  );
}

/** The kind of the request, its severity, and its status while it is open. Only `Outcome` says how it ended. */
export function Marks({ request, now }: { request: RequestView; now: number }) {
  const { kind, plan, status } = request;
  return (
    <p class="over marks">
      <span>{kind}</span>
      <SeverityMark severity={plan?.presentation?.severity} />
      {status === 'pending' ? <Status status={status} /> : null}
      {status === 'pending' && isDueSoon(request, now) ? <span class="due-soon">due soon</span> : null}
    </p>
  );
}

/** The facts that the policies name, or the first short ones. */
export function KeyFacts({ request, locale }: { request: RequestView; locale: string }) {
  const facts = keyFacts(request.context, request.plan?.presentation?.highlight);
  if (facts.length === 0) return null;
  return (
    <dl class="key-facts">
      {facts.map((fact) => (
        <div>
          <dt>{line(fact.label)}</dt>
          <dd>
            <KeyFact fact={fact} locale={locale} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function KeyFact({ fact: { content }, locale }: { fact: Entry; locale: string }) {
  // The arguments below have the link to the address.
  if (content.kind === 'link') return <Address text={content.text} host={content.host} />;
  if (isInline(content)) return <Inline content={content} locale={locale} />;
  return <a href="#arguments">{sizeOf(content)}</a>;
}

function sizeOf(content: Content): string {
  if (content.kind === 'block') return `a text of ${count(content.characters, 'character')}`;
  if (content.kind === 'table') return `a table with ${count(content.rows.length, 'row')}`;
  if (content.kind === 'list') return `a list with ${count(content.items.length, 'item')}`;
  return 'in the arguments';
}

/** Who asks, why the reader is asked, and by when. */
export function WhoAsks({
  visit,
  request,
  agent,
}: {
  visit: Visit;
  request: RequestView;
  agent?: string | undefined;
}) {
  const { requesterId, requestedAt, runId, confirmation, status } = request;
  const { now, who } = visit;
  const why = status === 'pending' ? whyAsked(request, who) : [];
  return (
    <Facts
      facts={[
        [
          'Requested by',
          <>
            {line(requesterId)}, <Ago iso={requestedAt} now={now} />
          </>,
        ],
        ['Agent', agent === undefined ? null : line(agent)],
        ['For run', runId === undefined ? null : <a href={runAt(runId)}>{line(runId)}</a>],
        ['On behalf of', confirmation === undefined ? null : confirmation.confirmers.map(line).join(' or ')],
        ['Why you are asked', why.length === 0 ? null : why.map((each) => <p>{line(each)}</p>)],
        ['Decide by', status === 'pending' ? <Deadline request={request} now={now} /> : null],
        [
          'Escalated',
          request.escalation === undefined ? null : <Escalated escalation={request.escalation} now={now} />,
        ],
      ]}
    />
  );
}

function Escalated({ escalation, now }: { escalation: NonNullable<RequestView['escalation']>; now: number }) {
  return (
    <>
      <When iso={escalation.at} now={now} />
      {escalation.id === undefined ? null : (
        <>
          : <a href={escalationAt(escalation.id)}>open the escalation</a>
        </>
      )}
      {escalation.action === undefined
        ? null
        : `; resolved by ${line(escalation.resolvedBy ?? 'nobody')}: ${escalation.action}`}
    </>
  );
}

/** The requirements of the open stage that ask this person, and the team through which they do. Empty for a person who is not asked. */
export function whyAsked(request: RequestView, who: Principal): string[] {
  const { plan, stage } = request;
  if (plan?.teams === undefined || !canDecideNow(request, who.name)) return [];
  return plan.requirements
    .filter((requirement) => requirement.stage === stage)
    .flatMap((requirement) => {
      const as = requirement.approvers.filter(
        (entry) => namesOf(who).includes(entry) || membersOf(plan.teams, entry).includes(who.name),
      );
      if (as.length === 0) return [];
      const teams = as.filter((entry) => entry !== who.name);
      const member = teams.length === 0 ? 'It names you.' : `You are in ${teams.join(' and ')}.`;
      return [`${requirementSentence(requirement)}. ${member}`];
    });
}
