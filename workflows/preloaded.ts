/**
 * The modules that all workflows of a worker share. The sandbox loads them once and freezes them. Otherwise it would load them
 * for each cached workflow, and zod alone costs 550 KB each time.
 *
 * Do not import a module here, directly or indirectly, that keeps the state of one workflow: every other workflow of the
 * worker would see that state. `registered.ts` and `api/` are such modules. `test/workflows/preloaded.test.ts` checks this.
 */
import '@temporalio/workflow';
import '../contract/workflow-schemas';
import '../rules/requests/explain';
import './escalations/run-escalation';
import './notifications/digest';
import './notifications/run-notifications';
import './requests/answer-policies';
import './requests/run-request';
import './runs/run-agent';
import './uses/run-use';
import { omitPromiseStacks } from './core/sdk-patches';

omitPromiseStacks();
