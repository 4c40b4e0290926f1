import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { visible, visibleLine as line } from '../../../rules/text';
import { canReadPolicies } from '../../access/policies';
import type { AdminContext, Branding } from '../../http/context';
import type { Notice } from '../../text/notice';
import { ASSETS } from '../assets';
import type { Following } from '../following';
import { ICON_PATTERN } from '../icons';
import type { Visit } from '../visit';
import { Csrf } from './forms';
import { WithTimes } from './values';

/*
 * The frame of every page: header, notice, content, footer.
 */

interface LayoutProps {
  title: string;
  /** Absent if nobody has signed in. */
  visit?: Visit;
  /** For the name and the look, where nobody has signed in. */
  admin?: Pick<AdminContext, 'branding'>;
  /** Which changes update the page. */
  live?: Following;
  /** The address of this page, if the page is the answer to a form. */
  at?: string;
  /** How many requests wait for the reader, if the page knows it. The script counts them on every page. */
  waiting?: number;
  /** The browser reloads the page after this many seconds, without a script. */
  refresh?: number;
  /** The result of an action. By default the one kept for this visit. */
  notice?: Visit['notice'];
  wide?: boolean;
  children: Child;
}

const PLAIN: Branding = { name: 'Approvals', links: [] };

/** A whole page. */
export function Layout({ title, visit, live, at, refresh, wide, waiting, children, ...props }: LayoutProps) {
  const notice = props.notice ?? visit?.notice;
  const { branding } = visit?.admin ?? props.admin ?? { branding: PLAIN };
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {refresh === undefined ? null : <meta http-equiv="refresh" content={`${refresh}`} />}
        <title>{`${waiting ? `(${waiting}) ` : ''}${notice ? `${notice.title} · ` : ''}${line(title)} · ${line(branding.name)}`}</title>
        <link rel="icon" href={ASSETS.icon} type="image/svg+xml" data-icons={visit && ICON_PATTERN} />
        {ASSETS.styles.map((style) => (
          <link rel="stylesheet" href={style} />
        ))}
        {branding.style === undefined ? null : <link rel="stylesheet" href={branding.style.path} />}
        {ASSETS.scripts.map((script) => (
          <script src={script} defer></script>
        ))}
      </head>
      <body data-events={live} data-at={at} data-typed={visit?.typed && 'yes'}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <Header visit={visit} branding={branding} />
        <main id="main" tabindex={-1} class={wide ? 'wide' : undefined}>
          {notice ? <Banner {...notice} /> : null}
          {children}
        </main>
        {live === undefined ? null : (
          <p id="stream" class="stream" role="status" hidden>
            Reconnecting…
          </p>
        )}
        <footer class="bottom">
          <a href="/reference">API</a>
          {branding.links.map(({ label, url }) => (
            <a href={url} rel="noopener">
              {line(label)}
            </a>
          ))}
          {visit ? (
            <>
              <button class="quiet" type="button" id="keys-open" hidden>
                Keyboard
              </button>
              <button class="quiet" type="button" id="notify" hidden></button>
            </>
          ) : null}
        </footer>
        {visit ? <KeysHelp /> : null}
      </body>
    </html>
  );
}

/** The name and the logo of the operator. */
function Brand({ branding: { name, logo } }: { branding: Branding }) {
  return (
    <a class="brand" href="/">
      {logo === undefined ? null : <img class="logo" src={logo.path} alt="" />}
      {line(name)}
    </a>
  );
}

function Header({ visit, branding }: Pick<LayoutProps, 'visit'> & { branding: Branding }) {
  if (visit === undefined)
    return (
      <header class="top">
        <Brand branding={branding} />
      </header>
    );
  const { admin, who, session } = visit;
  const here = new URL(visit.c.req.url).pathname;
  const places = [
    ['/', 'Inbox'],
    ['/escalations', 'Escalations'],
    ['/runs', 'Runs'],
    ...(canReadPolicies(admin, who) ? [['/policies', 'Policies']] : []),
  ] as const;
  return (
    <header class="top">
      <Brand branding={branding} />
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
        <Csrf settings={admin.settings} session={session} />
        <span title={teamsOf(who.teams)}>{line(who.name)}</span>
        <button class="quiet">Sign out</button>
      </form>
    </header>
  );
}

function teamsOf(teams: readonly string[] | undefined): string {
  if (teams === undefined) return 'Your teams are unknown';
  return teams.length === 0 ? 'No teams' : line(teams.join(', '));
}

/** Sends a page. */
export async function show(c: Context, page: Child, status: ContentfulStatusCode = 200): Promise<Response> {
  return c.html(html`<!doctype html>${page}`, status);
}

/**
 * A part of a page that the script replaces after a change. A part with a form is replaced only if its `state` differs
 * and nobody is typing in it. A part with another `content` is never replaced: it decides what the rest of the page shows.
 */
export function Live({
  part,
  state,
  content,
  children,
}: {
  part: string;
  state?: string;
  content?: string;
  children: Child;
}) {
  return (
    <div data-live={part} data-state={state} data-content={content}>
      {children}
    </div>
  );
}

/** The result of an action: it counted, or why not. */
function Banner({ counted, title, message }: Notice) {
  return (
    <div class={counted ? 'banner counted' : 'banner'} id="verdict" role="status" tabindex={-1}>
      <p>
        <strong>
          <span aria-hidden="true">{counted ? '✓ ' : '! '}</span>
          {visible(title)}
        </strong>
      </p>
      <p class="written">
        <WithTimes text={visible(message)} />
      </p>
    </div>
  );
}

const KEYS = [
  ['j', 'next row'],
  ['k', 'previous row'],
  ['Enter', 'open the row'],
  ['x', 'select the row'],
  ['a', 'go to the approve button of the request'],
  ['r', 'go to the reason for rejecting'],
  ['n', 'next request'],
  ['/', 'search'],
  ['?', 'this help'],
] as const;

/** Help for the keyboard shortcuts. They need the script. Tab and Enter do the same without it. */
function KeysHelp() {
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">Keyboard</h2>
      <dl class="keys">
        {KEYS.map(([key, effect]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{effect}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <label class="check">
          <input type="checkbox" id="keys-on" checked /> Use these keys
        </label>
        <button class="primary">Close</button>
      </form>
    </dialog>
  );
}
