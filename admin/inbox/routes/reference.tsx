import type { Hono } from 'hono';
import type { Api } from '../../api/api-env';
import { documentOf } from '../../api/document';
import type { Desk } from '../../desk/desk';
import type { SignIn } from '../../sign-in/authenticate';
import { ReferencePage } from '../pages/reference-page';
import { operationsOf } from '../reference';
import { show } from '../show';
import { openVisit } from '../visit';

/** For anybody, as the document itself is. */
export function addReferencePage(app: Hono, desk: Desk, signIn: SignIn, api: Api): void {
  app.get('/reference', async (c) => {
    const visit = await openVisit(c, desk, signIn);
    const document = documentOf(api);
    const page = (
      <ReferencePage
        introduction={document.info.description ?? ''}
        operations={operationsOf(document)}
        schemas={document.components?.schemas ?? {}}
        {...(visit && { visit })}
      />
    );
    return show(c, page);
  });
}
