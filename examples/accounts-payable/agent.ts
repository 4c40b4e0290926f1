import type { StepAnswer, StepInput as Given } from 'temporal-hitl';
import { booksOf, enterOnce, readBooks } from './books';
import { confirmDeletion } from './confirm-deletion';
import { duplicatesIn, type Invoice, readInbox } from './invoices';
import { DOLLARS_EACH, readInvoice } from './model';

const BATCH = 20;
/** Above this amount people are asked. The config says who. */
const LARGE = 10_000;

/** The state that one step passes to the next. */
interface State {
  /** The first invoice of the next batch. */
  next: number;
  /** The requested amounts by invoice. Only these are paid, or what people made of them. */
  asked: Record<string, number>;
  /** Invoices whose amount a person must give. */
  unsure: string[];
  /** Invoices that are not paid, with the reason. */
  leftOut: Record<string, string>;
}

type StepInput = Given<State, { clerk: string }>;

const START: State = { next: 0, asked: {}, unsure: [], leftOut: {} };

/**
 * Works through the invoices, one batch per step, without waiting for people. Then it waits for open decisions, deletes the
 * duplicates if the clerk confirms, and is done.
 */
export async function step(given: StepInput): Promise<StepAnswer> {
  const state = structuredClone(given.state ?? START);
  const inbox = readInbox();
  const duplicates = duplicatesIn(inbox);
  doAsDecided(given, state);
  const followed = followGuidance(given, state, inbox);
  const batch = inbox
    .slice(state.next, state.next + BATCH)
    .filter(({ number }) => !duplicates.includes(number));
  if (state.next < inbox.length) {
    state.next += BATCH;
    const worked = await workThrough(given, state, batch);
    return { ...worked, state, approvals: [...followed, ...worked.approvals], waitFor: 'none' };
  }
  if (followed.length > 0 || given.pending.length > 0) return { state, approvals: followed, waitFor: 'any' };
  return clearDuplicates(given, state, duplicates);
}

/** Pays the approved invoices in any order, and leaves out the others. */
function doAsDecided({ decisions, runId, idempotencyKey }: StepInput, state: State): void {
  for (const { key, status, edited, context, message } of Object.values(decisions)) {
    // A policy may let people change the amount.
    const amount = edited ? (context as { amount: number }).amount : state.asked[key];
    if (status === 'approved' && amount !== undefined) pay(runId, idempotencyKey, key, amount);
    else state.leftOut[key] = message;
  }
}

/** Uses the amounts that a person gave. An unclear invoice without an amount is left out. */
function followGuidance({ guidance, runId, idempotencyKey }: StepInput, state: State, inbox: Invoice[]) {
  const said = (guidance as { amounts?: Record<string, unknown> } | undefined)?.amounts ?? {};
  const approvals = [];
  for (const invoice of inbox.filter(({ number }) => state.unsure.includes(number))) {
    const amount = said[invoice.number];
    if (typeof amount !== 'number' || !(amount > 0)) state.leftOut[invoice.number] = 'nobody gave its amount';
    else if (amount > LARGE) approvals.push(ask(state, invoice, amount));
    else pay(runId, idempotencyKey, invoice.number, amount);
  }
  state.unsure = [];
  return approvals;
}

/** Reads a batch: pays the small invoices, asks about the large ones, and reports what it is unsure of. */
async function workThrough(given: StepInput, state: State, batch: Invoice[]) {
  const approvals = [];
  const cost = batch.length * DOLLARS_EACH;
  let confidence = 1;
  for (const invoice of batch) {
    const read = await readInvoice(invoice, given);
    confidence = Math.min(confidence, read.confidence);
    if (read.confidence < 0.7) state.unsure.push(invoice.number);
    else if (read.amount > LARGE) approvals.push(ask(state, invoice, read.amount));
    else pay(given.runId, given.idempotencyKey, invoice.number, read.amount);
  }
  const unsure = batch
    .filter(({ number }) => state.unsure.includes(number))
    .map(({ number, vendor, printed }) => ({ number, vendor, printed }));
  return { approvals, confidence, cost, ...(unsure.length > 0 && { context: { unsure } }) };
}

function ask(state: State, { number, vendor, order }: Invoice, amount: number) {
  state.asked[number] = amount;
  return {
    key: number,
    action: 'pay_invoice',
    resource: number,
    description: `Pay $${amount.toLocaleString('en-US')} to ${vendor} for ${order}`,
    context: { amount, vendor, order },
  };
}

/** Pays once for each step and invoice, also if the step is retried. */
function pay(runId: string, idempotencyKey: string, invoice: string, amount: number): void {
  enterOnce(booksOf(runId), { key: `${idempotencyKey}/pay/${invoice}`, what: 'paid', invoice, amount });
}

/** The last step: deletes the duplicates and reports the results. */
async function clearDuplicates(given: StepInput, state: State, duplicates: string[]): Promise<StepAnswer> {
  const answer = await confirmDeletion(given, duplicates);
  if (answer === 'waiting') return { state };
  const file = booksOf(given.runId);
  for (const invoice of answer === 'confirmed' ? duplicates : [])
    // The key contains the run, not the step: guidance from a person may cause another last step.
    enterOnce(file, { key: `${given.runId}/delete/${invoice}`, what: 'deleted', invoice });
  const entries = readBooks(file);
  const paid = entries.filter(({ what }) => what === 'paid');
  const total = paid.reduce((sum, { amount = 0 }) => sum + amount, 0);
  const deleted = entries.length - paid.length;
  return { state, done: true, output: { paid: paid.length, total, leftOut: state.leftOut, deleted } };
}
