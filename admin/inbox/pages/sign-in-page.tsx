import { visible, visibleLine } from '../../../rules/text';
import type { Desk } from '../../desk/desk';
import { withQuery } from '../addresses';
import { LineField } from '../parts/form-parts';
import { Layout } from '../parts/layout';

/** The ways in that the config opens. */
export function SignInPage({ desk, to, problem }: { desk: Desk; to: string; problem?: string }) {
  const { dev, oidc } = desk.settings.signIn;
  return (
    <Layout title="Sign in">
      <h1>Sign in</h1>
      {problem === undefined ? null : (
        <p class="note written" role="alert">
          {visible(problem)}
        </p>
      )}
      {oidc === undefined ? null : (
        <section class="card">
          <p>You sign in at {new URL(oidc.issuer).host}, and come back here.</p>
          <p class="buttons">
            <a class="button primary" href={withQuery('/sign-in/oidc', { to })}>
              Sign in
            </a>
          </p>
        </section>
      )}
      {dev ? <DevSignIn people={desk.teams.people} to={to} /> : null}
      {dev || oidc ? null : (
        <p class="note">
          This desk lets in programs with keys alone. For people the operator sets desk.signIn.oidc in the
          config.
        </p>
      )}
    </Layout>
  );
}

interface DevProps {
  people: readonly string[];
  to: string;
  /** A form that was sent without a sign-in, to be shown again at `to`. */
  kept?: string;
}

export function DevSignIn({ people, to, kept }: DevProps) {
  const hidden = (
    <>
      <input type="hidden" name="to" value={to} />
      {kept === undefined ? null : <input type="hidden" name="kept" value={kept} />}
    </>
  );
  return (
    <section class="card">
      <p class="note">
        Anybody may be anybody here. That is for one’s own machine, where nobody else comes, and nowhere else.
      </p>
      <form method="post" action="/sign-in/dev">
        {hidden}
        {people.length === 0 ? null : (
          <fieldset class="people">
            <legend>Who are you?</legend>
            {people.map((person) => (
              <button name="name" value={person}>
                {visibleLine(person)}
              </button>
            ))}
          </fieldset>
        )}
      </form>
      <form method="post" action="/sign-in/dev">
        {hidden}
        <LineField
          of="dev"
          name="name"
          label={people.length === 0 ? 'Your name' : 'Somebody else'}
          required
        />
        <div class="buttons">
          <button>Sign in</button>
        </div>
      </form>
    </section>
  );
}
