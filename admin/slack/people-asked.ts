import type { ButtonValue } from '../../activities/channels/slack/buttons';
import { entitledEntries, peopleOfAssignee } from '../../rules/escalations/people';
import type { Desk } from '../desk/desk';

/** Everybody whom a request or an escalation may ask, at any stage or level. Throws as the client's reading does. */
export async function peopleAsked(desk: Desk, { kind, id }: ButtonValue): Promise<string[]> {
  return [...new Set(kind === 'request' ? await ofRequest(desk, id) : await ofEscalation(desk, id))];
}

async function ofRequest({ approvals }: Desk, id: string): Promise<string[]> {
  const { plan, approvers = [], confirmation } = await approvals.getRequest(id);
  const entries = plan?.requirements.flatMap((requirement) => requirement.approvers) ?? [];
  const teams = plan?.teams ?? {};
  const people = entries.flatMap((entry) => (Object.hasOwn(teams, entry) ? (teams[entry] ?? []) : [entry]));
  return [...people, ...approvers, ...(confirmation?.confirmers ?? [])];
}

async function ofEscalation({ escalations }: Desk, id: string): Promise<string[]> {
  const escalation = await escalations.getEscalation(id);
  const entries = [...entitledEntries(escalation), ...escalation.assignees];
  return entries.flatMap((entry) => peopleOfAssignee(escalation, entry));
}
