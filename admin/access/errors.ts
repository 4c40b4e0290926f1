import { HitlError } from '../../contract/errors';

/** Thrown when somebody who has signed in may not do this; says what the config would have to say. */
export class Forbidden extends HitlError {}

/** Thrown when the OpenID provider does not answer: who somebody is cannot be known for now. */
export class ProviderAway extends HitlError {}

/** Thrown when the caller has not signed in, or its proof of identity does not hold. */
export class NotSignedIn extends HitlError {
  /** @param to the page that was wanted, to go on there after signing in again */
  constructor(
    message: string,
    readonly to?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
