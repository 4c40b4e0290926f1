import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { Hono } from 'hono';
import { networkOf } from '../../admin/http/limits';
import { escalationsAt, escalationsQuery } from '../../admin/inbox/escalations-query';
import { formOf, kindIn } from '../../admin/inbox/form';
import { inboxAt, inboxQuery } from '../../admin/inbox/inbox-query';
import { changedFields } from '../../admin/inbox/modification';
import { runsAt, runsQuery } from '../../admin/inbox/runs-query';
import { findKey } from '../../admin/sign-in/api-keys';
import { type Identity, identityOf } from '../../admin/sign-in/claims';
import { readSignedJson } from '../../admin/sign-in/cookies';
import { returnTo } from '../../admin/sign-in/same-origin';
import { readModalForm } from '../../admin/slack/form-fields';
import { hasValidTime, isSigned } from '../../admin/slack/interactions';
import { modalStateIn } from '../../admin/slack/modals';
import { isSubmission, payloadIn } from '../../admin/slack/payload';
import { fromCursor, toCursor } from '../../client/temporal/cursor';
import { packToken, unpackToken } from '../../client/temporal/page-token';
import { InvalidInput, NotSignedIn } from '../../contract/errors';
import { ResponseFormSchema } from '../../contract/response-form';
import { encryptionDataConverter } from '../../worker';
import { adminOn } from '../support/admin-app';
import { FORM } from './example-form';
import { assertSameJson, assertVisible, jsonIn, onlyThrows, sorted } from './oracles';
import type { Target } from './search';
/*
 * Parsers of the admin server: browsers, Slack, identity providers and Temporal's UI.
 */

const SLACK_FORM = ResponseFormSchema.parse(JSON.parse(FORM));

const ENCRYPTION = { keys: [{ id: 'k1', key: Buffer.alloc(32, 7).toString('base64') }] };
/** A key that may read everything, at an admin server with encryption. */
const reader = adminOn({
  client: new Client({
    connection: Connection.lazy({ address: '127.0.0.1:1' }),
    dataConverter: encryptionDataConverter(ENCRYPTION),
  }),
  taskQueue: 'none',
}).withKey(['read'], { name: 'auditors' });

export const OF_ADMIN: readonly Target[] = [
  {
    name: 'cursors',
    corpus: [
      toCursor({}, { time: 1, id: 'a' }),
      toCursor({}, { rank: 3, time: 1, id: 'a' }),
      toCursor({}, { from: { token: 'eA==' }, after: 'b', rows: 7 }),
      toCursor({}, { group: 1, token: 'eA==' }),
    ],
    run(text) {
      const at = onlyThrows([InvalidInput], () => fromCursor(text, {}));
      if (at !== undefined) assert.deepEqual(fromCursor(toCursor({}, at), {}), at);
      const token = Buffer.from(text, 'latin1');
      assert.deepEqual(unpackToken(packToken(token)), token);
      unpackToken(token);
    },
  },
  {
    name: 'list-addresses',
    corpus: [
      'show=all&status=pending&action=pay*&newer=4h&severity=high&severity=low&limit=100&cursor=x',
      'level=manager&status=open&order=newest',
      'agent=a&status=running&requester=bo',
    ],
    run(text) {
      const params = new URLSearchParams(text);
      const again = (address: string) => new URL(address, 'https://a').searchParams;
      for (const q of [undefined, 'words']) {
        const query = inboxQuery(params, q);
        assertSameJson(
          sorted(inboxQuery(again(inboxAt(query)), q)),
          sorted({ ...query, problems: undefined }),
        );
      }
      const escalations = escalationsQuery(params);
      assertSameJson(
        sorted(escalationsQuery(again(escalationsAt(escalations)))),
        sorted({ ...escalations, problems: undefined }),
      );
      const runs = runsQuery(params);
      assertSameJson(sorted(runsQuery(again(runsAt(runs)))), sorted({ ...runs, problems: undefined }));
    },
  },
  {
    name: 'forms',
    corpus: ['decision=approve&text=ok&fields=%7B%22amount%22%3A1%7D&field-0=2', 'fields=[1]&field-0=x'],
    run(text) {
      const form = formOf([...new URLSearchParams(text)]);
      kindIn(form);
      const changed = changedFields(form);
      if ('problem' in changed) assertVisible(changed.problem);
      else assertSameJson(JSON.parse(JSON.stringify(changed.changes)), changed.changes);
    },
  },
  {
    name: 'slack',
    corpus: [
      `payload=${encodeURIComponent(JSON.stringify({ type: 'block_actions', user: { id: 'U1' }, team: { id: 'T1' }, actions: [{ action_id: 'approve', value: '{}', action_ts: '1' }] }))}`,
      `payload=${encodeURIComponent(JSON.stringify({ type: 'view_submission', user: { id: 'U1' }, view: { id: 'V', private_metadata: '{}', state: { values: { 'form-amount': { text: { value: '3' } } } } } }))}`,
    ],
    run(text) {
      const body = Buffer.from(text);
      const payload = payloadIn(body);
      if (payload !== undefined && isSubmission(payload)) {
        readModalForm(SLACK_FORM, payload.view.state.values);
        modalStateIn(payload.view.private_metadata);
      }
      const signature = { timestamp: text.slice(0, 12), signature: text };
      hasValidTime(signature, 0);
      assert(!isSigned(body, signature, 'secret'), 'an unsigned body passes');
    },
  },
  {
    name: 'claims',
    corpus: [
      '{"sub":"1","email":"a@example.com","email_verified":true,"groups":["team","x"]}',
      '{"sub":"1","name":"ana"}',
    ],
    run(text) {
      const claims = jsonIn(text);
      if (typeof claims !== 'object' || claims === null) return;
      for (const nameClaim of ['email', 'name', '__proto__', 'toString']) {
        const oidc = { issuer: 'https://idp.example', nameClaim, teamsClaim: 'groups' };
        const who = onlyThrows([NotSignedIn], (): Identity =>
          identityOf(oidc, claims as never, new Set(['team'])),
        );
        if (who === undefined) continue;
        assert.equal(typeof who.name, 'string');
        assert(
          (who.teams ?? []).every((team) => team === 'team'),
          'an unknown team counts',
        );
      }
    },
  },
  {
    name: 'sign-in-texts',
    corpus: [
      '/requests/a?b=c',
      '//evil.example',
      '/\\evil.example',
      `hitl_${'0'.repeat(12)}_${'0'.repeat(64)}`,
      '[::1]:80',
      '10.0.0.1:443',
    ],
    run(text) {
      const path = returnTo(text);
      assert.equal(
        new URL(path, 'https://own.example').origin,
        'https://own.example',
        'it leaves the server',
      );
      assert.equal(findKey(text, []), undefined);
      const network = networkOf(text);
      assert(
        network === undefined || /^[\d.:a-f]+$/.test(network),
        'an invented word gets a limit of its own',
      );
    },
  },
  {
    name: 'cookies',
    corpus: ['hitl=eyJhIjoxfQ.AAAA', 'hitl=%7B%7D; hitl=x', '__Host-hitl="a.b"', 'a=b; ; =; hitl'],
    async run(text) {
      const { Cookie } =
        onlyThrows([TypeError], () => Object.fromEntries(new Headers({ Cookie: text }))) ?? {};
      const app = new Hono().get('/', async (c) => {
        const settings = { url: 'http://a', sessionSecret: 'x'.repeat(32) } as never;
        return c.json((await readSignedJson(c, settings, 'hitl')) ?? null);
      });
      const answer = await app.request('/', { headers: { Cookie: Cookie ?? '' } });
      assert.equal(await answer.text(), 'null', 'a forged cookie counts');
    },
  },
  {
    name: 'codec-bodies',
    corpus: [
      '{"payloads":[{"metadata":{"encoding":"YmluYXJ5L2VuY3J5cHRlZA==","encryption-key-id":"azE="},"data":"AAEC"}]}',
      '{"payloads":[{"metadata":null,"data":"e30="},{}]}',
    ],
    async run(text) {
      for (const direction of ['decode', 'encode']) {
        const { status } = await reader('POST', `/codec/${direction}`, text);
        assert([200, 400, 413, 422].includes(status), `the answer is ${status}`);
      }
    },
  },
];
