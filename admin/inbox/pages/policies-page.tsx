import type { DryRun, PoliciesView } from '../../../client';
import { DryRunForm, DryRunResult } from '../parts/dry-run';
import { Layout } from '../parts/layout';
import { Policy } from '../parts/policy';
import { RestOfRules } from '../parts/rest-of-rules';
import type { Visit } from '../visit';

/** What came of a dry run. */
export interface Tried {
  dryRun?: DryRun;
  problem?: string;
}

/** The rules as the worker has them, and what they would say of a request. */
export function PoliciesPage({
  visit,
  policies,
  tried,
}: {
  visit: Visit;
  policies: PoliciesView;
  tried: Tried;
}) {
  return (
    <Layout title="Policies" visit={visit} at="/policies">
      <h1>Policies</h1>
      <p>
        As a worker has them, config <code>{policies.configDigest.slice(0, 12)}</code>. Every policy that
        matches counts: deny before require before allow.
      </p>
      <DryRunForm visit={visit} problem={tried.problem} />
      {tried.dryRun ? <DryRunResult dryRun={tried.dryRun} /> : null}
      <section>
        <h2>The policies</h2>
        {policies.policies.length === 0 ? <p>There is none.</p> : null}
        <ul class="policies">
          {policies.policies.map((policy) => (
            <Policy policy={policy} />
          ))}
        </ul>
      </section>
      <RestOfRules policies={policies} />
    </Layout>
  );
}
