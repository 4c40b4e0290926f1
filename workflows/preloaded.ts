/**
 * What all workflows of a worker share, loaded once instead of once for each that is cached: the schemas, since zod
 * alone costs 550 KB, and the rules. The sandbox freezes them, which pure functions do not notice.
 */
import '../contract/workflow-schemas';
import '../rules/judge';
import '../rules/leavers';
import '../rules/complete-plan';
import '../rules/open-request';
import '../rules/request-escalation';
import '../rules/request-memo';
import '../rules/state-details';
import '../rules/judge-escalation';
import '../rules/open-escalation';
import '../rules/escalation-details';
import '../rules/end-run';
import '../rules/open-run';
import '../rules/run-approvals';
import '../rules/run-clock';
import '../rules/run-details';
import '../rules/run-escalations';
import '../rules/run-steps';
