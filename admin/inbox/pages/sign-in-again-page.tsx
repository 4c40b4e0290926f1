import type { Desk } from '../../desk/desk';
import { withQuery } from '../addresses';
import { Layout } from '../parts/layout';
import { DevSignIn } from './sign-in-page';

/** Where a sign-in in a second tab ends. */
export const SIGNED_IN_AT = '/sign-in/done';

/**
 * The answer to a form whose sign-in had ended. What was typed stays in this page, encrypted: one signs in in another
 * tab, and this one then shows the form again. A redirect to the provider and back could not carry it.
 */
export function SignInAgainPage({ desk, action, kept }: { desk: Desk; action: string; kept: string }) {
  const { dev, oidc } = desk.settings.signIn;
  return (
    <Layout title="Your sign-in has ended">
      <h1>Your sign-in has ended</h1>
      <p role="status">Nothing was done. What you typed is kept in this page for an hour.</p>
      {dev ? <DevSignIn people={desk.teams.people} to={action} kept={kept} /> : null}
      {oidc === undefined ? null : (
        <section class="card">
          <p>Sign in in a new tab, and come back to this one.</p>
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
        <p>Then show the form again, as you filled it in. Nothing is sent by that.</p>
        <input type="hidden" name="kept" value={kept} />
        <div class="buttons">
          <button>Show my form again</button>
        </div>
      </form>
    </Layout>
  );
}

/** Tells a person who signed in in a second tab to go back to the first. */
export function SignedInPage() {
  return (
    <Layout title="Signed in">
      <h1>You are signed in</h1>
      <p>Close this tab, and go back to the one with your form.</p>
      <p>
        <a href="/">To the inbox</a>
      </p>
    </Layout>
  );
}
