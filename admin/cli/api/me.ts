import { z } from 'zod';
import { DeskUnreachable } from '../errors';
import { send } from './api-call';
import { errorOf } from './api-errors';

const MeSchema = z.object({
  kind: z.enum(['person', 'key']),
  name: z.string(),
  teams: z.array(z.string()).optional(),
});

/** Whom the desk takes somebody for. */
export type Me = z.output<typeof MeSchema>;

/** Whose token or key it is. @throws NotSignedIn when it does not hold there; DeskUnreachable */
export async function meAt(api: string, token: string): Promise<Me> {
  const answered = await send(api, { path: '/me' }, { Authorization: `Bearer ${token}` });
  if (answered.status !== 200) throw errorOf(answered, api);
  const me = MeSchema.safeParse(answered.body);
  if (me.success) return me.data;
  throw new DeskUnreachable(`what answers at ${api} is no desk: it does not say who you are`);
}
