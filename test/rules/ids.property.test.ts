import fc from 'fast-check';
import { utf8Bytes } from '../../contract/limits';
import { NameSchema } from '../../contract/text';
import { childId, reservedIdProblem } from '../../rules/ids';
import { notificationsIds } from '../../rules/notifications/wake';

const id = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 199 }),
    fc.string({ unit: 'binary', minLength: 60, maxLength: 90 }),
  )
  .filter((text) => NameSchema.safeParse(text).success);
const letters = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 8, maxLength: 8 });

test('no request may have an id that is derived from any other id, however long', () => {
  fc.assert(
    fc.property(id, fc.nat(99), letters, (subject, n, more) => {
      const derived = ['escalation', `escalation-${n}`, 'use', `use-${n}`].map((what) =>
        childId(subject, what),
      );
      for (const each of [
        ...derived,
        ...notificationsIds({ id: subject }),
        childId(derived[0] ?? '', more),
      ]) {
        expect(utf8Bytes(each)).toBeLessThanOrEqual(200);
        expect(reservedIdProblem(each)).toMatch(/reserved/);
      }
    }),
  );
});

test.each([
  'invoice-1002',
  'run-42-pay',
  'x-notifications-2',
  'escalations',
  'reuse',
  'escalation-1',
  'de-escalation-plan',
])('%s is free', (free) => expect(reservedIdProblem(free)).toBeUndefined());

test.each([
  'a-notifications',
  'a-escalation',
  'a-escalation-12',
  'a-use',
  'a-use-2',
  'a-use-0123abcd',
  'hitl-digest-0',
])('%s is reserved', (taken) => expect(reservedIdProblem(taken)).toMatch(/reserved.*: choose another id/));
