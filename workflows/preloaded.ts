/**
 * The modules that all workflows of a worker share. The sandbox loads them once and freezes them, instead of loading
 * them again for each cached workflow: zod alone costs 550 KB each time.
 *
 * A module that keeps state of one workflow must not be imported here, directly or indirectly: every other workflow of
 * the worker would see that state. `registered.ts` and `calls/` are such modules. `test/workflows/preloaded.test.ts`
 * checks the imports.
 */
import '@temporalio/workflow';
import '../contract/workflow-schemas';
import '../rules/requests/words-for-model';
import './escalations/escalation';
import './notifications/digest';
import './notifications/notifications';
import './policies/policies';
import './requests/approval';
import './requests/confirmation';
import './runs/agent-run';
import { omitPromiseStacks } from './promise-stacks';
import './unreadable-start';

omitPromiseStacks();
