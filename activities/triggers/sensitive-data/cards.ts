import isCreditCard from 'validator/lib/isCreditCard';
import { type Span, withoutOverlaps } from './spans';

/** In one piece, or in the groups that are printed on cards. Lookaheads, so that a number before it does not hide it. */
const SHAPES = [
  /(?<![A-Za-z0-9+])(?=(\d{13,19})(?![A-Za-z0-9]))/g,
  /(?<![A-Za-z0-9+])(?=(\d{4}([ .-])\d{4}\2\d{4}\2\d{1,4})(?![A-Za-z0-9]))/g,
  /(?<![A-Za-z0-9+])(?=(\d{4}([ .-])\d{4}\2\d{4}\2\d{4}\2\d{1,3})(?![A-Za-z0-9]))/g,
  /(?<![A-Za-z0-9+])(?=(\d{4}([ .-])\d{6}\2\d{4,5})(?![A-Za-z0-9]))/g,
];

/** Numbers of payment cards, by issuer and check digit. */
export function findCards(text: string): Span[] {
  const found = SHAPES.flatMap((shape) =>
    [...text.matchAll(shape)].flatMap(({ 1: written = '', index }): Span[] =>
      isCreditCard(written.replace(/\D/g, '')) ? [[index, index + written.length]] : [],
    ),
  );
  return withoutOverlaps(found);
}
