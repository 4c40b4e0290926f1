import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { RequestView } from '../../client';
import { InvalidInput } from '../../contract/errors';
import { editProblem } from '../../rules/requests/edit';
import { jsonPatch } from '../../rules/requests/json-patch';
import { formOf } from '../../rules/requests/message-problem';
import { visible, visibleLine as line } from '../../rules/text';
import { planOfEdit } from '../access/policies';
import { readRequest } from '../access/read-request';
import { decideRequest } from '../access/requests';
import { noticeOf } from '../text/notice';
import { editAt, idIn, requestAt } from './addresses';
import { afterEdit, askedAfterEdit } from './after-edit';
import { answersProblem, answerTo } from './answer';
import { type EditField, editFields, editIn, editInputOf } from './editable';
import { eligibilityOf } from './eligibility';
import { decisionIn, type Form } from './form';
import type { Handlers } from './handlers';
import { ReadAll } from './parts/deciding';
import { EditForm } from './parts/edit-form';
import { EditPreview } from './parts/edit-preview';
import { Layout, show } from './parts/layout';
import { missingStep, namedHash, unshownText, wasRead } from './reading';
import { NOT_DONE, redirectWithNotice, type Visit } from './visit';

/*
 * Editing the arguments of a request: a page with inputs, a page that shows the change, and the decision (design rule 21).
 */

export function addEditPages(app: Hono, { page, action }: Handlers): void {
  for (const path of ['/edit', '/requests/:id/edit'])
    app.get(
      path,
      page(async (visit) => {
        const request = await readRequest(visit.admin, visit.who, idIn(visit.c.req.url));
        return showForm(visit, request, visit.c.req.query('read'));
      }),
    );
  app.post(
    '/edit',
    action(
      async (visit, form) => edit(visit, form, form.one('step') ?? 'preview'),
      async (visit, form, status) => edit(visit, form, 'change', status),
    ),
  );
}

async function edit(
  visit: Visit,
  form: Form,
  step: string,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  const { admin, who, now } = visit;
  const request = await readRequest(admin, who, form.one('id') ?? '');
  const { fields } = editFields(request);
  const again = (message: string, problems = {}) =>
    showForm(withNotice(visit, message), request, form.one('read'), { form, problems, status: 422 });

  if (form.one('contentHash') !== namedHash(request)) return showStale(visit, request, form, fields);
  const { context, problems } = editIn(form, request.context, fields);
  if (Object.keys(problems).length > 0)
    return again('Some values are not valid. The problem is shown beside each.', problems);
  if (step === 'change' || refusalFor(visit, request, form.one('read')) !== undefined)
    return showForm(visit, request, form.one('read'), { form, problems, status });
  if (jsonPatch(request.context, context).length === 0)
    return again('You have changed nothing. Change a value, or approve the request as it is.');
  const decision = { ...decisionIn(form, 'edit'), context };
  const problem = editProblem(request, { ...decision, decidedBy: who.name, decision: 'edit' });
  if (problem !== undefined) return again(problem);

  try {
    const planned = await planOfEdit(admin, request, context);
    const asked = askedAfterEdit(request, planned);
    const preview = (seen: Visit, answer: ContentfulStatusCode) => {
      const after = afterEdit(request, { context, person: who.name, at: now }, planned);
      const shown = { visit: seen, request, fields, form, context, after, asked: formOf(asked) };
      return show(seen.c, <PreviewPage {...shown} />, answer);
    };
    if (step !== 'send') return await preview(visit, 200);
    const missing = missingStep(visit, form, request);
    if (missing !== undefined) return await preview(withNotice(visit, missing), 422);
    const answer = answerTo(asked, form, 'edit');
    if ('problems' in answer) {
      const typed = { action: '/edit', form, problems: answer.problems };
      return await preview({ ...withNotice(visit, answersProblem(answer.problems)), typed }, 422);
    }
    const verdict = await decideRequest(admin, who, request.id, { ...decision, ...answer });
    if (verdict.outcome === 'invalid') return await preview({ ...visit, notice: noticeOf(verdict) }, 422);
    return await redirectWithNotice(visit, requestAt(request.id), noticeOf(verdict, 'Your edit counted'));
  } catch (error) {
    if (error instanceof InvalidInput) return again(error.message);
    throw error;
  }
}

function withNotice(visit: Visit, message: string): Visit {
  return { ...visit, notice: { ...NOT_DONE, message } };
}

interface Typed {
  form: Form;
  problems: Record<string, string>;
  status: ContentfulStatusCode;
}

function showForm(visit: Visit, request: RequestView, read?: string, typed?: Typed): Promise<Response> {
  const { fields, more } = editFields(request);
  const why =
    refusalFor(visit, request, read) ??
    (fields.length === 0 ? 'The request has no value that may be changed.' : undefined);
  const body =
    why === undefined ? (
      <EditForm
        visit={visit}
        request={request}
        fields={fields}
        more={more}
        typed={typed?.form}
        problems={typed?.problems ?? {}}
      />
    ) : (
      <section class="card">
        <h2>You cannot edit this here</h2>
        {typeof why === 'string' ? <p>{visible(why)}</p> : why}
      </section>
    );
  const page = (
    <EditPage visit={visit} request={request} title="Edit and approve">
      <p>
        Change the arguments, and approve the changed request. This page has an input for each value that the
        policies let you change. All other values stay as they are.
      </p>
      {body}
    </EditPage>
  );
  return show(visit.c, page, typed?.status ?? 200);
}

/** Why the reader cannot edit the request now. */
function refusalFor(visit: Visit, request: RequestView, read: string | undefined): Child | undefined {
  const { can, why } = eligibilityOf(request, visit.who, visit.admin.settings.access);
  if (request.status !== 'pending') return `The request is ${request.status}.`;
  if (!can.includes('edit')) return why ?? 'The policies do not let you edit it.';
  return unshownText(request) ?? (wasRead(visit, request, read) ? undefined : <ReadAll request={request} />);
}

/** The content has changed since the form was shown, so the typed values are not applied to the new content. */
async function showStale(
  visit: Visit,
  request: RequestView,
  form: Form,
  fields: readonly EditField[],
): Promise<Response> {
  const typed = form.all('field').map((path) => ({ path, text: form.one(editInputOf(path)) ?? '' }));
  const labels = new Map(fields.map(({ path, label }) => [path, label]));
  const notice = {
    counted: false,
    title: 'Superseded: the content has changed',
    message: 'Nothing was edited. Someone has changed the content since you opened it. Look at it again.',
  };
  const page = (
    <EditPage visit={{ ...visit, notice }} request={request} title="Edit and approve">
      <section class="card">
        <h2>What you typed</h2>
        <dl class="entries">
          {typed.map(({ path, text }) => (
            <div class="entry">
              <dt>{line(labels.get(path) ?? path)}</dt>
              <dd class="written">{visible(text)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <p class="buttons">
        <a class="button primary" href={requestAt(request.id)}>
          See the request as it is now
        </a>
        <a class="button" href={editAt(request.id)}>
          Edit it as it is now
        </a>
      </p>
    </EditPage>
  );
  return show(visit.c, page, 409);
}

type PreviewProps = Parameters<typeof EditPreview>[0];

function PreviewPage(props: PreviewProps) {
  return (
    <EditPage visit={props.visit} request={props.request} title="Check your change">
      <EditPreview {...props} />
    </EditPage>
  );
}

function EditPage({
  visit,
  request: { id, action, resource, description },
  title,
  children,
}: {
  visit: Visit;
  request: RequestView;
  title: string;
  children: Child;
}) {
  const what = resource === undefined ? line(action) : `${line(action)} on ${line(resource)}`;
  return (
    <Layout title={`${title}: ${what}`} visit={visit}>
      <h1>{title}</h1>
      <p class="what">
        <a href={requestAt(id)}>{what}</a>
        {description === undefined ? null : `: ${line(description)}`}
      </p>
      {children}
    </Layout>
  );
}
