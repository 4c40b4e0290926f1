import type { Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { imageType } from '../../contract/evidence';
import { readRequest } from '../access/read-request';
import { idIn } from './addresses';
import type { Handlers } from './handlers';
import type { Visit } from './visit';

/** Serves the pictures of requests, to those who may read the request. */
export function addEvidence(app: Hono, { page }: Handlers): void {
  app.get(
    '/evidence',
    page((visit) => sendPicture(visit, visit.c.req.query('n'))),
  );
  app.get('/requests/:id/evidence/:n', (c: Context) =>
    page((visit) => sendPicture(visit, c.req.param('n')))(c),
  );
}

/** Only the bytes decide what is sent: an SVG or HTML that is called an image would run scripts of this site. */
async function sendPicture({ c, admin, who }: Visit, index = ''): Promise<Response> {
  const request = await readRequest(admin, who, idIn(c.req.url));
  const item = /^\d{1,3}$/.test(index) ? request.evidence?.[Number(index)] : undefined;
  const content = item?.kind === 'image' && typeof item.content === 'string' ? item.content : '';
  const type = imageType(content);
  if (type === undefined) throw new HTTPException(404, { message: 'This request has no such picture.' });
  return c.body(Uint8Array.from(Buffer.from(content, 'base64')), 200, {
    'Content-Type': type,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Content-Disposition': 'inline',
  });
}
