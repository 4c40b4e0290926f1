import { z } from 'zod';
import { type Duration, DurationSchema, toMilliseconds } from '../duration';
import { NameSchema, text } from '../text';

const url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });
const names = z.array(NameSchema).default([]);

/** In a list of `access`: every person who has signed in. Programs with keys are not among them. */
export const EVERYONE = 'everyone';

const OidcSchema = z.strictObject({
  /** The provider's address, as its discovery document names itself. */
  issuer: url,
  /** This admin server, as the provider knows it. */
  clientId: text(500).min(1),
  /** Absent for a public client. */
  clientSecret: text(1000).min(1).optional(),
  /** Whom a bearer token of the API must be for. Default: `clientId`. */
  audience: text(500).min(1).optional(),
  /** What is asked for at sign-in. Default `openid profile email`. */
  scope: text(500).default('openid profile email'),
  /** The claim that holds the person's name as the directory has it. Default `preferred_username`. */
  nameClaim: text(200).min(1).default('preferred_username'),
  /** The claim that lists the person's teams. Absent: the directory tells. */
  teamsClaim: text(200).min(1).optional(),
  /** The client that `hitl login` is. Default: `clientId`. */
  cliClientId: text(500).min(1).optional(),
});

/** The admin server: who may sign in, and who may do what. Closed by default. */
export const AdminSchema = z
  .strictObject({
    /** Where people reach it: scheme and host alone. Default: the address it listens on, right on one machine alone. */
    url: url
      .refine(isOrigin, {
        error: 'must be a scheme and a host alone: the admin server has all the paths there',
      })
      .optional(),
    signIn: z
      .strictObject({
        /** Anybody picks a name of the directory: on loopback addresses alone. */
        dev: z.boolean().default(false),
        oidc: OidcSchema.optional(),
        /** The file of API keys that `hitl keys create` writes. */
        keys: text(4000).min(1).optional(),
      })
      .refine(({ dev, oidc, keys }) => dev || oidc !== undefined || keys !== undefined, {
        error: 'lets nobody in: say oidc, keys or dev',
      }),
    /** People, teams and names of keys; `everyone` is every person who has signed in. */
    access: z
      .strictObject({
        /** Start requests and runs, report, escalate. */
        request: names,
        read: z
          .strictObject({
            /** What one requested oneself. */
            own: names,
            /** What asks oneself or one's teams. */
            team: names,
            all: names,
          })
          .prefault({}),
        /** Approve, reject, confirm, and handle escalations; the policies still say who is asked. */
        decide: names,
        /** Cancel and finish what others began, and see the policies. */
        administer: names,
      })
      .prefault({}),
    /** Signs the cookies; the same for all admin servers behind one address. Default: `HITL_SESSION_SECRET`. */
    sessionSecret: z.string().min(32, 'is shorter than 32 characters').optional(),
    /** How long a sign-in lasts. Default 8 hours. */
    sessionLasts: DurationSchema.default('8h').refine(isWithinMaxSession, {
      error: 'is longer than browsers keep a cookie: at most 400 days',
    }),
    /** Requests to the admin server a minute, for each account and each address. */
    limits: z
      .strictObject({
        account: z.int().positive().default(600),
        address: z.int().positive().default(1200),
      })
      .prefault({}),
    /**
     * How long an idle connection stays open. Longer than the load balancer keeps its own, or it sends a request into a
     * connection that is being closed and answers 502.
     */
    keepAlive: DurationSchema.default('75s').refine(isWithinKeepAliveRange, {
      error: 'must be from 1s to 1h',
    }),
    /**
     * Whether it resets stuck workflows by itself, once a minute: those that only a reset can cure. Default false: an
     * operator resets them with `hitl heal`.
     */
    heal: z.boolean().default(false),
    /** How many proxies in front of it add to X-Forwarded-For. Default 0: the header is not believed. */
    trustedProxies: z.int().min(0).max(10).default(0),
    /** Where the Temporal UI is, for links. */
    temporalUi: url.optional(),
    /** Signs the decisions made here: for a worker with `decisions.signed`. */
    signing: z.strictObject({ keyId: NameSchema, privateKeyFile: text(4000).min(1) }).optional(),
  })
  .superRefine((admin, problems) => {
    const { oidc, dev } = admin.signIn;
    if (oidc && dev)
      problems.addIssue({
        code: 'custom',
        path: ['signIn', 'dev'],
        message: 'goes without oidc: anybody could be anybody',
      });
    if (dev && admin.trustedProxies > 0)
      problems.addIssue({
        code: 'custom',
        path: ['signIn', 'dev'],
        message: 'goes without proxies: it would let in whoever they serve',
      });
    if (oidc && admin.url === undefined)
      problems.addIssue({
        code: 'custom',
        path: ['url'],
        message: 'is needed with oidc: the provider sends people back to it',
      });
  });

const MAX_SESSION_MS = 400 * 24 * 60 * 60_000;

function isWithinMaxSession(duration: Duration): boolean {
  const parsed = DurationSchema.safeParse(duration);
  return !parsed.success || toMilliseconds(parsed.data) <= MAX_SESSION_MS;
}

const MAX_KEEP_ALIVE_MS = 60 * 60_000;

function isWithinKeepAliveRange(duration: Duration): boolean {
  const parsed = DurationSchema.safeParse(duration);
  if (!parsed.success) return true;
  const ms = toMilliseconds(parsed.data);
  return ms >= 1000 && ms <= MAX_KEEP_ALIVE_MS;
}

function isOrigin(address: string): boolean {
  return URL.canParse(address) && new URL(address).href.replace(/\/$/, '') === new URL(address).origin;
}

export type AdminConfig = z.output<typeof AdminSchema>;
export type AdminInput = z.input<typeof AdminSchema>;
export type OidcConfig = z.output<typeof OidcSchema>;

/** What a key may be for. */
export const SCOPES = ['request', 'read', 'decide-as'] as const;

export type Scope = (typeof SCOPES)[number];
