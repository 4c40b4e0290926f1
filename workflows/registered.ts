/** The workflows a worker registers, by the names in `contract/names.ts`. */
export { hitlApproval } from './approval';
