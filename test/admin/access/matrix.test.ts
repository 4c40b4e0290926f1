import { type Ask, ADMIN_CONFIG, adminOn, type AdminForTests } from '../../support/admin-app';
import { shownHash, startTemporal, type TemporalForTests } from '../../support/temporal';

/*
 * Who can do what through the admin server: each call by each kind of sender, at a fresh request of cy to the finance team.
 */

let temporal: TemporalForTests;
let admin: AdminForTests;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  admin = adminOn(temporal);
});
afterAll(() => temporal?.stop());

const SENDERS: Record<string, () => Promise<Ask>> = {
  stranger: async () => admin.ask,
  guest: () => admin.as('vi'),
  requester: () => admin.as('cy'),
  approver: () => admin.as('ana'),
  auditor: () => admin.as('ada'),
  operator: () => admin.as('olga'),
  'key to request': async () => admin.withKey(['request'], { name: 'asks' }),
  'key to read': async () => admin.withKey(['read'], { name: 'auditors' }),
  'key for bo': async () => {
    const ask = admin.withKey(['read', 'decide-as'], { name: 'for-bo', people: ['bo'] });
    return (method, path, body, headers) => ask(method, path, body, { 'Hitl-As': 'bo', ...headers });
  },
  'key for bo, as ana': async () => {
    const ask = admin.withKey(['read', 'decide-as'], { name: 'for-bo-2', people: ['bo'] });
    return (method, path, body, headers) => ask(method, path, body, { 'Hitl-As': 'ana', ...headers });
  },
};

const CALLS: Record<string, (ask: Ask, id: string) => ReturnType<Ask>> = {
  request: (ask) => ask('POST', '/api/requests', { action: 'pay' }),
  list: (ask) => ask('GET', '/api/requests'),
  read: (ask, id) => ask('GET', `/api/requests/${id}`),
  comment: (ask, id) => ask('POST', `/api/requests/${id}/comments`, { text: 'why?' }),
  approve: (ask, id) => ask('POST', `/api/requests/${id}/decisions`, { decision: 'approve' }),
  cancel: (ask, id) => ask('POST', `/api/requests/${id}/cancel`, {}),
  claim: (ask, id) => ask('POST', `/api/requests/${id}/claim`, { attemptId: 'a' }),
  policies: (ask) => ask('GET', '/api/policies'),
  decrypt: (ask) => ask('POST', '/codec/decode', { payloads: [] }),
};

/** What each call is answered with: an outcome, `ok`, or the name of the error. */
async function answersTo(sender: string): Promise<string> {
  const ask = await (SENDERS[sender] as () => Promise<Ask>)();
  const answers: string[] = [];
  for (const [name, call] of Object.entries(CALLS)) {
    const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'cy' });
    await shownHash(temporal.manager, id);
    const { status, body } = await call(ask, id);
    answers.push(`${name}: ${body?.outcome ?? body?.name ?? (status < 300 ? 'ok' : status)}`);
  }
  return answers.join(', ');
}

const SIGN_IN_FIRST = Object.keys(CALLS)
  .map((name) => `${name}: NotSignedIn`)
  .join(', ');

test.each([
  ['stranger', SIGN_IN_FIRST],
  [
    'guest',
    'request: Forbidden, list: ok, read: RequestNotFound, ' +
      'comment: RequestNotFound, approve: Forbidden, cancel: RequestNotFound, claim: RequestNotFound, policies: Forbidden, decrypt: Forbidden',
  ],
  [
    'requester',
    'request: ok, list: ok, read: ok, ' +
      'comment: accepted, approve: not_authorized, cancel: accepted, claim: not_approved, policies: Forbidden, decrypt: Forbidden',
  ],
  [
    'approver',
    'request: ok, list: ok, read: ok, ' +
      'comment: accepted, approve: accepted, cancel: Forbidden, claim: Forbidden, policies: Forbidden, decrypt: Forbidden',
  ],
  [
    'auditor',
    'request: Forbidden, list: ok, read: ok, ' +
      'comment: Forbidden, approve: Forbidden, cancel: Forbidden, claim: Forbidden, policies: ok, decrypt: ok',
  ],
  [
    'operator',
    'request: ok, list: ok, read: ok, ' +
      'comment: not_authorized, approve: not_authorized, cancel: accepted, claim: not_approved, policies: ok, decrypt: ok',
  ],
  [
    'key to request',
    'request: ok, list: ok, read: RequestNotFound, ' +
      'comment: RequestNotFound, approve: Forbidden, cancel: RequestNotFound, claim: RequestNotFound, policies: Forbidden, decrypt: Forbidden',
  ],
  [
    'key to read',
    'request: Forbidden, list: ok, read: ok, ' +
      'comment: Forbidden, approve: Forbidden, cancel: Forbidden, claim: Forbidden, policies: ok, decrypt: ok',
  ],
  [
    'key for bo',
    'request: Forbidden, list: ok, read: ok, ' +
      'comment: accepted, approve: accepted, cancel: Forbidden, claim: Forbidden, policies: Forbidden, decrypt: Forbidden',
  ],
  ['key for bo, as ana', SIGN_IN_FIRST],
])('%s', (sender, expected) =>
  temporal.withWorker(async () => {
    expect(await answersTo(sender)).toBe(expected);
  }, ADMIN_CONFIG),
);
