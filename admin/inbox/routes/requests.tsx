import type { Hono } from 'hono';
import { readRequest } from '../../access/read-request';
import { idIn } from '../addresses';
import { RequestPage } from '../pages/request-page';
import { stuckNow } from '../parts/stuck';
import { show } from '../show';
import type { Doors } from '../visit';

export function addRequestPage(app: Hono, { page }: Doors): void {
  for (const path of ['/requests', '/requests/:id'])
    app.get(
      path,
      page(async (visit) => {
        const request = await readRequest(visit.desk, visit.who, idIn(visit.c.req.url));
        const [told, stuck] = await Promise.all([
          visit.desk.notifications.get(request.id),
          stuckNow(visit, request.id),
        ]);
        const page = <RequestPage visit={visit} request={request} told={told} stuck={stuck} />;
        return show(visit.c, page);
      }),
    );
}
