import { EscalationNotFound, RequestNotFound, RunNotFound } from '../../contract/errors';
import { entityKindOf as kindInTemporal } from '../../client/entity-kind';
import type { Desk } from '../desk/desk';
import type { Principal } from './principal';
import { readEscalation } from './read-escalation';
import { readRequest } from './read-request';
import { readRun } from './read-run';

const READ = { request: readRequest, escalation: readEscalation, run: readRun };

export type ThingKind = keyof typeof READ;

/**
 * What has this id, if the principal may read it.
 *
 * @throws RequestNotFound when nothing that it may read has it
 */
export async function kindOf(desk: Desk, who: Principal, id: string): Promise<ThingKind> {
  try {
    const kind = await kindInTemporal(desk.client, id);
    await READ[kind](desk, who, id);
    return kind;
  } catch (error) {
    const isHidden = [RequestNotFound, EscalationNotFound, RunNotFound].some((type) => error instanceof type);
    throw isHidden ? new RequestNotFound(id, 'no request, escalation or run has this id') : error;
  }
}
