import type { Hono } from 'hono';
import { visible, visibleLine as line } from '../../rules/text';
import type { AdminContext } from '../http/context';
import { returnTo } from '../sign-in/same-origin';
import { withQuery } from './addresses';
import { LineField } from './parts/forms';
import { Layout, show } from './parts/layout';

/*
 * The sign-in pages.
 */

/** The sign-in methods that the config allows. */
export function SignInPage({ admin, to, problem }: { admin: AdminContext; to: string; problem?: string }) {
  const { dev, oidc } = admin.settings.signIn;
  return (
    <Layout title="Sign in" admin={admin}>
      <h1>Sign in</h1>
      {problem === undefined ? null : (
        <p class="note written" role="alert">
          {visible(problem)}
        </p>
      )}
      {oidc === undefined ? null : (
        <section class="card">
          <p>You sign in at {new URL(oidc.issuer).host} and come back here.</p>
          <p class="buttons">
            <a class="button primary" href={withQuery('/sign-in/oidc', { to })}>
              Sign in
            </a>
          </p>
        </section>
      )}
      {dev ? <DevSignIn people={admin.teams.people} to={to} /> : null}
      {dev || oidc ? null : (
        <p class="note">
          This admin server accepts only programs with API keys. To let people sign in, the operator sets
          admin.signIn.oidc in the config.
        </p>
      )}
    </Layout>
  );
}

interface DevProps {
  people: readonly string[];
  to: string;
  /** A form that was sent after the sign-in had ended. It is shown again at `to`. */
  kept?: string;
}

function DevSignIn({ people, to, kept }: DevProps) {
  const hidden = (
    <>
      <input type="hidden" name="to" value={to} />
      {kept === undefined ? null : <input type="hidden" name="kept" value={kept} />}
    </>
  );
  return (
    <section class="card">
      <p class="note">Development sign-in: anyone can sign in as anyone. Use it only on your own machine.</p>
      <form method="post" action="/sign-in/dev">
        {hidden}
        {people.length === 0 ? null : (
          <fieldset class="people">
            <legend>Who are you?</legend>
            {people.map((person) => (
              <button name="name" value={person}>
                {line(person)}
              </button>
            ))}
          </fieldset>
        )}
      </form>
      <form method="post" action="/sign-in/dev">
        {hidden}
        <LineField of="dev" name="name" label={people.length === 0 ? 'Your name' : 'Another name'} required />
        <div class="buttons">
          <button>Sign in</button>
        </div>
      </form>
    </section>
  );
}

/** The page at the end of a sign-in in a second tab. */
const SIGNED_IN_AT = '/sign-in/done';

/**
 * The answer to a form whose sign-in had ended. This page keeps what was typed, encrypted. The person signs in in another
 * tab, and this page then shows the form again. A redirect to the provider and back would lose it.
 */
export function SignInAgainPage({
  admin,
  action,
  kept,
}: {
  admin: AdminContext;
  action: string;
  kept: string;
}) {
  const { dev, oidc } = admin.settings.signIn;
  return (
    <Layout title="Your sign-in has ended" admin={admin}>
      <h1>Your sign-in has ended</h1>
      <p role="status">Nothing was done. What you typed is kept in this page for an hour.</p>
      {dev ? <DevSignIn people={admin.teams.people} to={action} kept={kept} /> : null}
      {oidc === undefined ? null : (
        <section class="card">
          <p>Sign in in a new tab, then come back to this one.</p>
          <p class="buttons">
            <a
              class="button primary"
              href={withQuery('/sign-in/oidc', { to: SIGNED_IN_AT })}
              target="_blank"
              rel="noopener"
            >
              Sign in in a new tab
            </a>
          </p>
        </section>
      )}
      <form id="kept" class="card" method="post" action={action}>
        <p>After signing in, show the form again as you filled it in. This sends nothing.</p>
        <input type="hidden" name="kept" value={kept} />
        <div class="buttons">
          <button>Show my form again</button>
        </div>
      </form>
    </Layout>
  );
}

function SignedInPage({ admin }: { admin: AdminContext }) {
  return (
    <Layout title="Signed in" admin={admin}>
      <h1>You are signed in</h1>
      <p>Close this tab and go back to the tab with your form.</p>
      <p>
        <a href="/">Go to the inbox</a>
      </p>
    </Layout>
  );
}

export function addSignInPage(app: Hono, admin: AdminContext): void {
  app.get(SIGNED_IN_AT, (c) => show(c, <SignedInPage admin={admin} />));
  app.get('/sign-in', (c) => show(c, <SignInPage admin={admin} to={returnTo(c.req.query('to'))} />));
}
