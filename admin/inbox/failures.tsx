import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { NotSignedIn, HitlError } from '../../contract/errors';
import { visible } from '../../rules/text';
import type { AdminContext } from '../http/context';
import { problemOf } from '../http/problem';
import type { SignIn } from '../sign-in/authenticate';
import { returnTo } from '../sign-in/same-origin';
import { Layout, show } from './parts/layout';
import { WithTimes } from './parts/values';
import { SignInPage } from './sign-in';
import { openVisit, type Visit } from './visit';

/*
 * The error page.
 */

const REFRESH_S = 5;

/** Whether a browser will show the answer as a page. */
export function isPage(c: Context): boolean {
  return !c.req.path.startsWith('/api/') && /\btext\/html\b/.test(c.req.header('Accept') ?? '');
}

/** Answers with an error page. If the error may pass, the page reloads itself. */
export async function answerFailure(
  error: unknown,
  c: Context,
  admin: AdminContext,
  signIn: SignIn,
): Promise<Response> {
  const { status, title, detail } = problemOf(admin, error, `${c.req.method} ${c.req.path}`);
  if (error instanceof NotSignedIn)
    return show(c, <SignInPage admin={admin} to={returnTo(error.to)} problem={detail} />, 401);
  const visit = await openVisit(c, admin, signIn).catch(() => undefined);
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  const again = status === 503 && isRead ? { refresh: REFRESH_S } : {};
  if (status === 503) c.header('Retry-After', `${REFRESH_S}`);
  const name = error instanceof HitlError ? error.name : undefined;
  const page = (
    <ProblemPage
      admin={admin}
      status={status}
      title={title}
      detail={detail}
      name={name}
      isRead={isRead}
      visit={visit}
      {...again}
    />
  );
  return show(c, page, status as ContentfulStatusCode);
}

interface ProblemProps {
  admin: AdminContext;
  status: number;
  title: string;
  detail: string;
  name?: string;
  isRead: boolean;
  visit?: Visit;
  refresh?: number;
}

const HEADLINES: Record<string, string> = {
  TemporalUnreachable: 'Temporal does not answer',
  SearchAttributesMissing: 'Temporal is not set up yet',
  NoWorkerError: 'No worker answers',
};

function ProblemPage({ admin, status, title, detail, name, isRead, visit, refresh }: ProblemProps) {
  const isUnavailable = status === 503;
  const isNotFound = status === 404;
  const headline = isNotFound ? 'Page not found' : ((name && HEADLINES[name]) ?? title);
  return (
    <Layout title={headline} visit={visit} admin={admin} refresh={refresh}>
      <h1>{headline}</h1>
      {isNotFound ? (
        <p>This page does not exist, or you may not read it.</p>
      ) : (
        <p class="written" role="status">
          <WithTimes text={visible(detail)} />
        </p>
      )}
      {isUnavailable && isRead ? (
        <p>Requests and decisions are safe. This page reloads every {refresh} seconds.</p>
      ) : null}
      {isUnavailable && !isRead ? (
        <p>Your form may or may not have arrived. Go back and send it again: it counts only once.</p>
      ) : null}
      <p>
        {status === 401 || visit === undefined ? (
          <a href="/sign-in">Sign in</a>
        ) : (
          <a href="/">Go to the inbox</a>
        )}
      </p>
    </Layout>
  );
}
