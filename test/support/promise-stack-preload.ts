import '@temporalio/workflow';
import { omitPromiseStacks } from '../../workflows/promise-stacks';

omitPromiseStacks();
