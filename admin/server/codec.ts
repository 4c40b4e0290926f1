import type { Payload } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { ownCodecAmong } from '../../codec/encryption-codec';
import { EVERYONE } from '../../contract/config/admin';
import { Forbidden, InvalidInput, NotSignedIn } from '../../contract/errors';
import { describeIssues } from '../../contract/issues';
import { isLoopback } from '../../rules/loopback';
import { can, readAccessOf } from '../access/permissions';
import type { AdminContext, AdminSettings } from '../http/context';
import { openLimiter, sendTooMany, takeOne } from '../http/limits';
import { authenticate, type SignIn } from '../sign-in/authenticate';

/*
 * The codec endpoint: Temporal's UI and CLI send it encrypted payloads and show the clear text (Temporal's remote codec protocol).
 */

/** A page of a history may hold several contexts, as base64. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_PAYLOADS = 10_000;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** One character behind the last group of four is half a byte, and only an incomplete group is padded. */
function isBase64(text: string): boolean {
  if (!BASE64.test(text)) return false;
  const bare = text.replace(/=+$/, '').length;
  const [padding, behind] = [text.length - bare, bare % 4];
  return behind !== 1 && (padding === 0 || (behind > 0 && behind + padding <= 4));
}

const base64 = z.string().refine(isBase64, { error: 'must be base64' });
const BodySchema = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), base64).nullish(), data: base64.nullish() }))
    .max(MAX_PAYLOADS),
});
const { Payload: PayloadMessage } = temporal.api.common.v1;

/**
 * Adds `POST /codec/decode` and `POST /codec/encode`, for people and keys that may read everything, and for operators. Only pages of
 * the configured Temporal UI (`admin.temporalUi`) may call it from a browser.
 */
export function addCodec(app: Hono, admin: AdminContext, signIn: SignIn): void {
  const origins = uiOrigins(admin.settings);
  // The Temporal UI makes one call for each event that it shows.
  const accounts = openLimiter(admin.settings.limits.address);
  app.use(
    '/codec/*',
    cors({
      origin: origins,
      allowMethods: ['POST'],
      allowHeaders: ['Content-Type', 'X-Namespace', 'Authorization', 'Authorization-Extras'],
      credentials: true,
      maxAge: 600,
    }),
  );
  app.use('/codec/*', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: throwTooLarge }));
  for (const direction of ['decode', 'encode'] as const)
    // Some versions of the Temporal UI need an endpoint that ends with a slash, and others then send two.
    app.on('POST', [`/codec/${direction}`, `/codec//${direction}`], async (c) => {
      const account = await assertMayReadAll(c, admin, signIn, origins);
      const wait = await takeOne(accounts, account);
      if (wait !== undefined) return sendTooMany(c, wait);
      const payloads = await readPayloads(c, admin);
      const changed = await Promise.all(payloads.map((payload) => translated(admin, direction, payload)));
      c.header('Cache-Control', 'no-store');
      return c.json({ payloads: changed.map(asJson) });
    });
}

/** Undecryptable payloads stay as they are: the others of the page are still shown. */
async function translated(
  { client }: AdminContext,
  direction: 'decode' | 'encode',
  payload: Payload,
): Promise<Payload> {
  const codec = ownCodecAmong(client.options.loadedDataConverter.payloadCodecs);
  const [changed = payload] = (await codec?.[direction]([payload]).catch(() => undefined)) ?? [];
  return changed;
}

/**
 * @returns the account, for the rate limit
 * @throws NotSignedIn, Forbidden
 */
async function assertMayReadAll(
  c: Context,
  admin: AdminContext,
  signIn: SignIn,
  origins: readonly string[],
): Promise<string> {
  const { access, signIn: ways, url } = admin.settings;
  const sender = await authenticate(c, admin, signIn);
  if (sender === undefined) {
    // With development sign-in anyone on this machine may read as anyone, and the UI of `hitl dev` sends no credentials.
    if (ways.dev && access.read.all.includes(EVERYONE)) return 'dev';
    throw new NotSignedIn(
      'the codec endpoint needs the session of this admin server (in the Temporal UI: include cross-origin credentials), ' +
        'or an API key or token in the header Authorization: Bearer …',
    );
  }
  const origin = c.req.header('Origin');
  if (sender.session && origin !== undefined && origin !== new URL(url).origin && !origins.includes(origin))
    throw new Forbidden(`${origin} is not the Temporal UI that admin.temporalUi names.`);
  const { who } = sender;
  if (!readAccessOf(access, who).all && !can(access, who, 'administer'))
    throw new Forbidden(
      `${who.name} may not decrypt payloads: admin.access.read.all or admin.access.administer must name them, one of their ` +
        `teams, or '${EVERYONE}'.`,
    );
  return who.account;
}

async function readPayloads(c: Context, { client }: AdminContext): Promise<Payload[]> {
  const { namespace } = client.options;
  const named = c.req.header('X-Namespace');
  if (named !== undefined && named !== namespace)
    throw new InvalidInput(`X-Namespace: this admin server is for namespace ${namespace}`);
  const body: unknown = await c.req.json().catch(() => undefined);
  const parsed = BodySchema.safeParse(body);
  if (!parsed.success) throw new InvalidInput(describeIssues(parsed.error, 'body'));
  return parsed.data.payloads.map((payload) => PayloadMessage.fromObject(payload));
}

function asJson(payload: Payload): object {
  return PayloadMessage.toObject(PayloadMessage.fromObject(payload), { bytes: String });
}

/** The origins of the Temporal UI. On this machine it may be opened under both names. */
function uiOrigins({ temporalUi }: Pick<AdminSettings, 'temporalUi'>): string[] {
  if (temporalUi === undefined) return [];
  const { origin, protocol, hostname, port } = new URL(temporalUi);
  if (!isLoopback(hostname)) return [origin];
  const suffix = port === '' ? '' : `:${port}`;
  return [...new Set([origin, `${protocol}//localhost${suffix}`, `${protocol}//127.0.0.1${suffix}`])];
}

function throwTooLarge(): never {
  throw new HTTPException(413, { message: `the body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB` });
}
