import type { Child } from 'hono/jsx';
import { mayReadPolicies } from '../../access/policies';
import { visibleLine } from '../../../rules/text';
import { ASSETS } from '../assets';
import type { Visit } from '../visit';
import { Banner } from './banner';
import { Csrf } from './form-parts';
import { KeysHelp } from './keys-help';

export interface LayoutProps {
  title: string;
  /** Nobody has signed in yet, where it is absent. */
  visit?: Visit;
  /** What the page shows follows this: one thing by its id, or everything that concerns the reader. */
  live?: { id: string } | 'all';
  /** Where this page is, also where it is the answer to a form. */
  at?: string;
  /** Seconds after which the browser asks again, without any script. */
  refresh?: number;
  /** What became of the attempt, where no other page tells. */
  flash?: Visit['flash'];
  wide?: boolean;
  children: Child;
}

/** A whole page. */
export function Layout({ title, visit, live, at, refresh, wide, children, ...given }: LayoutProps) {
  const flash = given.flash ?? visit?.flash;
  const events = live === undefined ? undefined : live === 'all' ? '' : `id=${encodeURIComponent(live.id)}`;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {refresh === undefined ? null : <meta http-equiv="refresh" content={`${refresh}`} />}
        <title>{`${flash ? `${flash.title} · ` : ''}${visibleLine(title)} · Approvals`}</title>
        <link rel="icon" href={ASSETS.icon} type="image/svg+xml" />
        {ASSETS.styles.map((style) => (
          <link rel="stylesheet" href={style} />
        ))}
        {ASSETS.scripts.map((script) => (
          <script src={script} defer></script>
        ))}
      </head>
      <body data-events={events} data-at={at} data-typed={visit?.typed && 'yes'}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <Header visit={visit} />
        <main id="main" tabindex={-1} class={wide ? 'wide' : undefined}>
          {flash ? <Banner {...flash} /> : null}
          {children}
        </main>
        {live === undefined ? null : (
          <p id="stream" class="stream" role="status" hidden>
            Reconnecting…
          </p>
        )}
        <footer class="bottom">
          <a href="/reference">API</a>
          {visit ? (
            <button class="quiet" type="button" id="keys-open" hidden>
              Keyboard
            </button>
          ) : null}
        </footer>
        {visit ? <KeysHelp /> : null}
      </body>
    </html>
  );
}

function Header({ visit }: Pick<LayoutProps, 'visit'>) {
  if (visit === undefined)
    return (
      <header class="top">
        <a class="brand" href="/">
          Approvals
        </a>
      </header>
    );
  const { desk, who, session } = visit;
  const here = new URL(visit.c.req.url).pathname;
  const places = [
    ['/', 'Inbox'],
    ['/escalations', 'Escalations'],
    ['/runs', 'Runs'],
    ...(mayReadPolicies(desk, who) ? [['/policies', 'Policies']] : []),
  ] as const;
  return (
    <header class="top">
      <a class="brand" href="/">
        Approvals
      </a>
      <nav aria-label="Pages">
        <ul>
          {places.map(([path, name]) => (
            <li>
              <a href={path} aria-current={here === path ? 'page' : undefined}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <form class="person" method="post" action="/sign-out">
        <Csrf settings={desk.settings} session={session} />
        <span title={teamsOf(who.teams)}>{visibleLine(who.name)}</span>
        <button class="quiet">Sign out</button>
      </form>
    </header>
  );
}

function teamsOf(teams: readonly string[] | undefined): string {
  if (teams === undefined) return 'Your teams are not known';
  return teams.length === 0 ? 'In no team' : visibleLine(teams.join(', '));
}
