import type { DryRun, Policies, PoliciesView, RequestInput } from '../../client';

/** The worker's rules, which change when a worker is started anew, and cost a workflow to ask for. */
export interface RememberedPolicies {
  get: () => Promise<PoliciesView>;
  dryRun: (input: RequestInput) => Promise<DryRun>;
}

const KEPT_MS = 10_000;

/** Asks for the rules at most every ten seconds, however many people look at them. */
export function rememberPolicies(
  policies: Pick<Policies, 'get' | 'dryRun'>,
  now = () => Date.now(),
): RememberedPolicies {
  let asked: { at: number; told: Promise<PoliciesView> } | undefined;
  return {
    get() {
      if (asked === undefined || now() - asked.at >= KEPT_MS) {
        const asking = { at: now(), told: policies.get() };
        asked = asking;
        // No answer is not worth keeping.
        asking.told.catch(() => {
          if (asked === asking) asked = undefined;
        });
      }
      return asked.told;
    },
    dryRun: (input) => policies.dryRun(input),
  };
}
