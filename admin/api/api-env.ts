import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Sender } from '../sign-in/authenticate';

/** What hono carries with every request to the API. */
export interface ApiEnv {
  Variables: {
    sender: Sender;
    /** Whether who sent it would be let in again now, as the same principal. */
    isLetIn: () => Promise<boolean>;
  };
}

export type Api = OpenAPIHono<ApiEnv>;

/** Who sent it; the API answers nobody else. */
export function whoOf(c: Context<ApiEnv>) {
  return c.get('sender').who;
}
