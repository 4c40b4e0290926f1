import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { HitlError } from '../../contract/errors';
import { toProblem } from '../api/problem';
import type { Desk } from '../desk/desk';
import type { SignIn } from '../sign-in/authenticate';
import { NotSignedIn } from '../access/errors';
import { returnTo } from '../sign-in/return-to';
import { ProblemPage } from './pages/problem-page';
import { SignInPage } from './pages/sign-in-page';
import { show } from './show';
import { openVisit } from './visit';

const REFRESH_S = 5;

/** Whether a browser asks to show the answer. */
export function isPage(c: Context): boolean {
  return !c.req.path.startsWith('/api/') && /\btext\/html\b/.test(c.req.header('Accept') ?? '');
}

/** Answers with a page that says what went wrong, and comes back by itself where that can pass. */
export async function answerFailure(
  error: unknown,
  c: Context,
  desk: Desk,
  signIn: SignIn,
): Promise<Response> {
  const { status, title, detail } = toProblem(error);
  if (status === 500) desk.log(`${c.req.method} ${c.req.path}: ${stackOf(error)}`);
  if (error instanceof NotSignedIn)
    return show(c, <SignInPage desk={desk} to={returnTo(error.to)} problem={detail} />, 401);
  const visit = await openVisit(c, desk, signIn).catch(() => undefined);
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  const again = status === 503 && isRead ? { refresh: REFRESH_S } : {};
  if (status === 503) c.header('Retry-After', `${REFRESH_S}`);
  const name = error instanceof HitlError ? error.name : undefined;
  const seen = error instanceof HTTPException || error instanceof HitlError;
  const page = (
    <ProblemPage
      status={status}
      title={title}
      detail={seen ? detail : 'The desk failed. What it was is in its log.'}
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
