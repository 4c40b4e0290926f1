/**
 * What all workflows of a worker share, loaded once instead of once for each that is cached: the schemas, since zod
 * alone costs 550 KB, and the rules. The sandbox freezes them, which pure functions do not notice.
 */
import '../contract/workflow-schemas';
import '../rules/continuation';
import '../rules/reserved-id';
import '../rules/strict-json';
import '../rules/requests/judge';
import '../rules/requests/leavers';
import '../rules/requests/complete-plan';
import '../rules/requests/open-request';
import '../rules/requests/request-escalation';
import '../rules/requests/request-memo';
import '../rules/requests/signature-claim';
import '../rules/requests/state-details';
import '../rules/escalations/judge-escalation';
import '../rules/escalations/escalation-signature';
import '../rules/escalations/open-escalation';
import '../rules/escalations/escalation-details';
import '../rules/runs/end-run';
import '../rules/runs/open-run';
import '../rules/runs/run-approvals';
import '../rules/runs/run-clock';
import '../rules/runs/run-details';
import '../rules/runs/run-escalations';
import '../rules/runs/run-steps';
