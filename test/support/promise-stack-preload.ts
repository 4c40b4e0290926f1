import '@temporalio/workflow';
import { omitPromiseStacks } from '../../workflows/core/sdk-patches';

omitPromiseStacks();
