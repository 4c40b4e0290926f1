/**
 * The modules that all workflows of a worker share. The sandbox loads them once and freezes them, instead of loading
 * them again for each cached workflow: zod alone costs 550 KB each time.
 *
 * A module that keeps state of one workflow must not be imported here, directly or indirectly: every other workflow of
 * the worker would see that state. `registered.ts` and `api/` are such modules. `test/workflows/preloaded.test.ts`
 * checks the imports.
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
import { omitPromiseStacks } from './core/sdk-patches';

omitPromiseStacks();
