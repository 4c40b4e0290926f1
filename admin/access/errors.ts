import { HitlError } from '../../contract/errors';

/** Thrown when somebody who has signed in may not do this; says what the config would have to say. */
export class Forbidden extends HitlError {}

/** Thrown when the OpenID provider does not answer: who somebody is cannot be known for now. */
export class ProviderAway extends HitlError {}

/** Thrown when nobody has signed in, or what was shown as proof does not hold. */
export class NotSignedIn extends HitlError {}
