/* eslint-disable @typescript-eslint/no-require-imports */
import type * as oauth from './oauth';

/** The OAuth library is loaded where a token is got or renewed, and nowhere else. */
export const loadOauth = () => require('./oauth') as typeof oauth;
