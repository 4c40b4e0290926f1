import type { RequestView } from '../../../client';
import type { ResponseForm } from '../../../contract/response-form';
import { isSevere } from '../../../rules/presentation/policy';
import { jsonPatch } from '../../../rules/requests/json-patch';
import { visible, visibleLine as line } from '../../../rules/text';
import type { AfterEdit } from '../after-edit';
import { editInputOf, type EditField } from '../editable';
import type { Form } from '../form';
import type { Visit } from '../visit';
import { AnswerFields } from './answer-fields';
import { Changes } from './changes';
import { Sure } from './deciding';
import { EditedContent } from './edit-form';
import { TextField } from './forms';

/** The change, who must approve it then, and the form that sends it. */
export function EditPreview({
  visit,
  request,
  fields,
  form,
  context,
  after,
  asked,
}: {
  visit: Visit;
  request: RequestView;
  fields: readonly EditField[];
  form: Form;
  context: RequestView['context'];
  after: AfterEdit;
  /** The response form of the changed content. */
  asked: ResponseForm | undefined;
}) {
  const wasSent = form.one('step') === 'send';
  return (
    <>
      <section>
        <h2>What changes</h2>
        <Changes before={request.context} patch={jsonPatch(request.context, context)} />
      </section>
      <section class="after">
        <h2>After the edit</h2>
        {after.refused === undefined ? (
          <ul class="plain">
            {after.says.map((sentence) => (
              <li>{line(sentence)}</li>
            ))}
          </ul>
        ) : (
          <p class="note missing">The policies would refuse it: {visible(after.refused)}</p>
        )}
        <p class="hint">
          This is what the policies say now. They are evaluated again when you send the edit, and an edit
          never extends the deadline.
        </p>
      </section>
      <form class="card edit" id="edit" method="post" action="/edit">
        <EditedContent visit={visit} request={request} fields={fields} typed={form} />
        {fields.map(({ path }) => (
          <input type="hidden" name={editInputOf(path)} value={form.one(editInputOf(path)) ?? ''} />
        ))}
        {after.refused !== undefined ? null : (
          <>
            {asked === undefined ? null : (
              <AnswerFields
                form={asked}
                typed={wasSent ? form : undefined}
                problems={visit.typed?.problems}
              />
            )}
            <TextField of="edit" name="text" label="Note to the agent (optional)" value={form.one('text')} />
            {isSevere(request.plan?.presentation?.severity) ? <Sure request={request} /> : null}
          </>
        )}
        <div class="buttons">
          {after.refused !== undefined ? null : (
            <button class="primary" name="step" value="send">
              Edit and approve
            </button>
          )}
          <button name="step" value="change" formnovalidate>
            Change it again
          </button>
        </div>
      </form>
    </>
  );
}
