import { visible } from '../../../rules/text';
import { Layout } from '../parts/layout';
import type { Visit } from '../visit';

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
export function ProblemPage({ status, title, detail, name, isRead, visit, refresh }: ProblemProps) {
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
