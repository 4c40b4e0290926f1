import { z } from 'zod';
import { type Duration, DurationSchema, toMilliseconds } from '../duration';
import { NameSchema, text } from '../text';
import { BrandingSchema } from './branding';
import { HttpUrlSchema, PublicUrlSchema } from './channels';

const names = z.array(NameSchema).default([]);

/** In a list of `access`: every person who has signed in. It does not include programs that use API keys. */
export const EVERYONE = 'everyone';

const OidcSchema = z.strictObject({
  /** The issuer, exactly as the provider's discovery document names it. */
  issuer: PublicUrlSchema,
  /** The client id of this admin server at the provider. */
  clientId: text(500).min(1),
  /** Absent for a public client. */
  clientSecret: text(1000).min(1).optional(),
  /** The audience that a bearer token of the API must have. Default: `clientId`. */
  audience: text(500).min(1).optional(),
  /** The scopes of the sign-in. Default `openid profile email`. */
  scope: text(500).default('openid profile email'),
  /** The claim with the person's name, as the directory writes it. Default `preferred_username`. */
  nameClaim: text(200).min(1).default('preferred_username'),
  /** The claim with the person's teams. Absent: the directory has the teams. */
  teamsClaim: text(200).min(1).optional(),
  /** The client id of `hitl login`. Default: `clientId`. */
  cliClientId: text(500).min(1).optional(),
});

/** The admin server: who may sign in, and what each person may do. By default nobody may do anything. */
export const AdminSchema = z
  .strictObject({
    /** The public URL: only scheme and host. Default: the address it listens on, which is right only on one machine. */
    url: HttpUrlSchema.refine(isOrigin, {
      error: 'must be only a scheme and a host: the admin server uses every path of this host',
    }).optional(),
    /** How people and programs sign in. At least one way is needed. */
    signIn: z
      .strictObject({
        /** Development sign-in: anyone can sign in as anyone. Only on loopback addresses. */
        dev: z.boolean().default(false),
        /** Sign-in through an OpenID Connect provider. */
        oidc: OidcSchema.optional(),
        /** The file of API keys that `hitl keys create` writes. */
        keys: text(4000).min(1).optional(),
      })
      .refine(({ dev, oidc, keys }) => dev || oidc !== undefined || keys !== undefined, {
        error: 'has no sign-in method: set oidc, keys or dev',
      }),
    /** People, teams and names of API keys; `everyone` means every person who has signed in. */
    access: z
      .strictObject({
        /** Start requests and runs, report, escalate. */
        request: names,
        /** Read requests, escalations and runs, as far as the three lists say. */
        read: z
          .strictObject({
            /** May read what they requested themselves. */
            own: names,
            /** May read what is assigned to them or to their teams. */
            team: names,
            /** May read everything. */
            all: names,
          })
          .prefault({}),
        /** Approve, reject, confirm, and handle escalations. The policies still decide which requests that covers. */
        decide: names,
        /** Cancel and finish what others started, and read the policies. */
        administer: names,
      })
      .prefault({}),
    /** Signs the cookies. All admin servers behind one address need the same. Default: `HITL_SESSION_SECRET`. */
    sessionSecret: z.string().min(32, 'is shorter than 32 characters').optional(),
    /** How long a session lasts. Default 8 hours. */
    sessionLasts: DurationSchema.default('8h').refine(isWithinMaxSession, {
      error: 'must be at most 400 days: browsers keep no cookie for longer',
    }),
    /** The rate limits: requests per minute, for each account and for each IP address. */
    limits: z
      .strictObject({
        /** Requests per minute of each account. Default 600. */
        account: z.int().positive().default(600),
        /** Requests per minute of each IP address. Default 1,200. */
        address: z.int().positive().default(1200),
      })
      .prefault({}),
    /**
     * How long an idle connection stays open. It must be longer than the idle timeout of the load balancer. Otherwise the
     * load balancer sends requests into connections that are being closed, and answers 502.
     */
    keepAlive: DurationSchema.default('75s').refine(isWithinKeepAliveRange, {
      error: 'must be from 1s to 1h',
    }),
    /**
     * Whether the admin server resets stuck workflows by itself, once a minute: only those that a reset alone can
     * repair. Default false: an operator resets them with `hitl heal`.
     */
    heal: z.boolean().default(false),
    /** How many proxies in front of it add to X-Forwarded-For. Default 0: the header is ignored. */
    trustedProxies: z.int().min(0).max(10).default(0),
    /** The URL of the Temporal UI, for links. */
    temporalUi: PublicUrlSchema.optional(),
    /** Name, logo, colour and help links of the pages. */
    branding: BrandingSchema,
    /** The key that signs the decisions made here. Needed for a worker with `decisions.signed`. */
    signing: z
      .strictObject({
        /** The id of the key in `decisions.keys`. */
        keyId: NameSchema,
        /** The file of the private key, in PEM. */
        privateKeyFile: text(4000).min(1),
      })
      .optional(),
  })
  .superRefine((admin, problems) => {
    const { oidc, dev } = admin.signIn;
    if (oidc && dev)
      problems.addIssue({
        code: 'custom',
        path: ['signIn', 'dev'],
        message: 'cannot be combined with oidc: anyone could sign in as anyone',
      });
    if (dev && admin.trustedProxies > 0)
      problems.addIssue({
        code: 'custom',
        path: ['signIn', 'dev'],
        message: 'cannot be combined with trustedProxies: anyone behind the proxy could sign in as anyone',
      });
    if (oidc && admin.url === undefined)
      problems.addIssue({
        code: 'custom',
        path: ['url'],
        message: 'is required with oidc: the provider redirects people to it',
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

/** What an API key can be used for. */
export const SCOPES = ['request', 'read', 'decide-as'] as const;

export type Scope = (typeof SCOPES)[number];
