import { ApplicationFailure } from '@temporalio/common';

/** Values that user code may throw, by their defect. The SDK cannot serialize any of them unchanged. */
export const ILL_FORMED: Record<string, () => unknown> = {
  'half of a character as the message': () => new Error('\ud800'),
  'half of a character as a text': () => '\ud800',
  'half of a character as the name of the class': () => {
    class Odd extends Error {}
    Object.defineProperty(Odd, 'name', { value: '\udc00' });
    return new Odd('odd');
  },
  'half of a character in the stack': () => Object.assign(new Error('x'), { stack: 'Error\n at \ud800' }),
  'half of a character in the cause': () => new Error('x', { cause: new Error('\ud800') }),
  'an application failure with half of a character and with details that are no JSON': () =>
    ApplicationFailure.create({ message: '\ud800', type: '\udc00', details: [10n] }),
  'a message of 1 MB': () => new Error('ä'.repeat(500_000)),
  'a getter that throws': () =>
    Object.defineProperty(new Error(), 'message', {
      get() {
        throw new Error('no');
      },
    }),
  'causes in a circle': () => {
    const [one, two] = [new Error('one'), new Error('two')];
    one.cause = two;
    two.cause = one;
    return one;
  },
  'a message that is no text': () => Object.assign(new Error(), { message: { toString: undefined } }),
  'an object without a prototype': () => Object.create(null) as object,
  'an object in a circle': () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    return circle;
  },
  'a symbol': () => Symbol('s'),
  nothing: () => undefined,
  'a proxy that refuses everything': () => {
    const refuse = () => {
      throw new Error('\ud800');
    };
    return new Proxy({}, { get: refuse, getPrototypeOf: refuse, ownKeys: refuse, has: refuse });
  },
};
