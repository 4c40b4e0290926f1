import type { Hono } from 'hono';
import { decideSeveral } from '../decide-several';
import { SeveralPage } from '../pages/several-page';
import { show } from '../show';
import type { Doors } from '../visit';

export function addSeveral(app: Hono, { action }: Doors): void {
  app.post(
    '/decide-several',
    action(async (visit, form) => {
      const decision = form.one('decision') === 'approve' ? 'approve' : 'reject';
      const results = await decideSeveral(visit, form, decision);
      return show(visit.c, <SeveralPage visit={visit} results={results} />);
    }),
  );
}
