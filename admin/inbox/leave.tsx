import type { Hono } from 'hono';
import { visibleLine as line } from '../../rules/text';
import type { Handlers } from './handlers';
import { Layout, show } from './parts/layout';
import type { Visit } from './visit';

/** Adds the page that warns before a link which an agent wrote leads to another site. */
export function addLeavePage(app: Hono, { page }: Handlers): void {
  app.get(
    '/leave',
    page((visit) => show(visit.c, <LeavePage visit={visit} to={visit.c.req.query('to') ?? ''} />)),
  );
}

function LeavePage({ visit, to }: { visit: Visit; to: string }) {
  const url = webAddress(to);
  return (
    <Layout title="Leave this page" visit={visit}>
      <h1>{url === undefined ? 'This is not a web address' : `Open ${line(url.host)}?`}</h1>
      <p>This link was written by an agent. It leads to another site, which this server does not know.</p>
      <p class="address whole">
        <code>{line(to)}</code>
      </p>
      {url === undefined ? (
        <p>Only addresses that begin with http:// or https:// can be opened.</p>
      ) : (
        <>
          {url.username === '' && url.password === '' ? null : (
            <p class="note">
              The text before the @ is a user name and not the site. The site is {line(url.host)}.
            </p>
          )}
          <p class="buttons">
            <a class="button" href={url.href} rel="noreferrer noopener nofollow">
              Open {line(url.host)}
            </a>
          </p>
        </>
      )}
      <p>To stay here, go back in your browser.</p>
    </Layout>
  );
}

function webAddress(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return ['http:', 'https:'].includes(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}
