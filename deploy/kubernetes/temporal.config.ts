import { defineConfig, z } from 'temporal-hitl';

const { HITL_ADMIN_URL, OIDC_ISSUER, OIDC_CLIENT_ID = 'hitl', OIDC_SECRET } = process.env;

/** The rules of the example deployment. Replace them by yours. */
export default defineConfig({
  directory: { 'finance-team': ['ana', 'bo'], 'security-team': ['cy'], manager: ['di'] },
  policies: [
    {
      name: 'high_value',
      actions: ['transfer_*'],
      context: z.object({ amount: z.number() }),
      condition: (ctx) => ctx.amount > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
    {
      name: 'prod_deletes',
      actions: ['delete_*'],
      resources: ['prod/*'],
      approvers: ['security-team', 'manager'],
      requireAll: true,
    },
  ],
  fallback: { approvers: ['manager'] },
  operators: ['di'],
  admin: {
    ...(HITL_ADMIN_URL !== undefined && { url: HITL_ADMIN_URL }),
    // With `dev` anyone can sign in as anyone. The admin server accepts it only on a loopback address.
    signIn:
      OIDC_ISSUER === undefined
        ? { dev: true }
        : {
            oidc: {
              issuer: OIDC_ISSUER,
              clientId: OIDC_CLIENT_ID,
              ...(OIDC_SECRET !== undefined && { clientSecret: OIDC_SECRET }),
            },
          },
    access: {
      request: ['everyone'],
      read: { own: ['everyone'], team: ['everyone'] },
      decide: ['everyone'],
      administer: ['di'],
    },
  },
});
