import { EVERYONE } from '../../contract/config/admin';
import type { Desk } from '../desk/desk';
import { Forbidden } from './errors';
import { may, type Right } from './may';
import type { Principal } from './principal';

const WORDS: Record<Right, string> = {
  request: 'start requests and runs',
  decide: 'decide',
  administer: 'administer',
};

/** Makes sure the config lets the principal do that. @throws Forbidden that says what the config would have to say */
export function demand({ settings }: Desk, who: Principal, right: Right): void {
  if (may(settings.access, who, right)) return;
  throw new Forbidden(`${who.name} may not ${WORDS[right]} here: ${cure(who, right)}.`);
}

function cure(who: Principal, right: Right): string {
  if (who.kind === 'key' && right === 'decide')
    return 'programs do not decide; a key with the scope decide-as may for a person, named in the header Hitl-As';
  if (who.scopes) return `its key lacks that scope, or desk.access.${right} does not name it`;
  return `desk.access.${right} of the config names neither them, nor a team of theirs, nor '${EVERYONE}'`;
}
