import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { NotSignedIn, HitlError } from '../../contract/errors';
import { visible } from '../../rules/text';
import { toProblem } from '../http/problem';
import type { SignIn } from '../sign-in/authenticate';
import { returnTo } from '../sign-in/same-origin';
import { Layout, show } from './parts/layout';
import { SignInPage } from './sign-in';
import { openVisit, type Visit } from './visit';
import type { AdminContext } from '../http/context';

/*
 * The page for an error.
 */

const REFRESH_S = 5;

/** Whether a browser asks to show the answer. */
export function isPage(c: Context): boolean {
  return !c.req.path.startsWith('/api/') && /\btext\/html\b/.test(c.req.header('Accept') ?? '');
}

/** Answers with a page that says what went wrong, and comes back by itself where that can pass. */
export async function answerFailure(
  error: unknown,
  c: Context,
  admin: AdminContext,
  signIn: SignIn,
): Promise<Response> {
  const { status, title, detail } = toProblem(error);
  if (status === 500) admin.log(`${c.req.method} ${c.req.path}: ${stackOf(error)}`);
  if (error instanceof NotSignedIn)
    return show(c, <SignInPage admin={admin} to={returnTo(error.to)} problem={detail} />, 401);
  const visit = await openVisit(c, admin, signIn).catch(() => undefined);
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  const again = status === 503 && isRead ? { refresh: REFRESH_S } : {};
  if (status === 503) c.header('Retry-After', `${REFRESH_S}`);
  const name = error instanceof HitlError ? error.name : undefined;
  const seen = error instanceof HTTPException || error instanceof HitlError;
  const page = (
    <ProblemPage
      status={status}
      title={title}
      detail={seen ? detail : 'The admin server failed. What it was is in its log.'}
      name={name}
      isRead={isRead}
      {...(visit && { visit })}
      {...again}
    />
  );
  return show(c, page, status as ContentfulStatusCode);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

interface ProblemProps {
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
  RequestNotFound: 'Nothing here',
  EscalationNotFound: 'Nothing here',
  RunNotFound: 'Nothing here',
};

/** Why there is no other page. */
function ProblemPage({ status, title, detail, name, isRead, visit, refresh }: ProblemProps) {
  const isAway = status === 503;
  const isNothing = status === 404;
  const headline = isNothing ? 'Nothing here' : ((name && HEADLINES[name]) ?? title);
  return (
    <Layout title={headline} {...(visit && { visit })} {...(refresh !== undefined && { refresh })}>
      <h1>{headline}</h1>
      {isNothing ? (
        <p>There is nothing at this address, or nothing that you may read.</p>
      ) : (
        <p class="written" role="status">
          {visible(detail)}
        </p>
      )}
      {isAway && isRead ? (
        <p>
          What was requested and decided is safe. This page looks again by itself every {refresh} seconds.
        </p>
      ) : null}
      {isAway && !isRead ? (
        <p>It is not known whether what you sent arrived. Go back and send it again: it counts once.</p>
      ) : null}
      <p>
        {status === 401 || visit === undefined ? (
          <a href="/sign-in">Sign in</a>
        ) : (
          <a href="/">To the inbox</a>
        )}
      </p>
    </Layout>
  );
}
