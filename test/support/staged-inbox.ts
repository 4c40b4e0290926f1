import { managers, STAGED_CONFIG, transfer } from './demo-data';
import { Visitor } from './form-visitor';
import { signedInInbox } from './signed-in-inbox';

/** The path of a request's page. */
export const at = (id: string) => `/requests/${encodeURIComponent(id)}`;

/** The inbox with the staged policies of the demo, for all tests of a file. Call it outside of tests. */
export function stagedInbox() {
  const inbox = signedInInbox(STAGED_CONFIG);
  let count = 0;
  const all = () => managers(inbox.temporal);
  return {
    inbox,
    all,
    pay: (more: object = {}) => transfer(all(), `pay-${++count}`, more),
    recordOf: (id: string) => inbox.temporal.manager.getRequest(id),
    as: (name: string) => Visitor.signedIn(inbox.app, name),
  };
}
