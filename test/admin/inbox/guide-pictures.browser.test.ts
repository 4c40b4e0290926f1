import type { BrowserContextOptions, Page } from 'playwright-core';
import type { ConfigInput } from '../../../contract/config/config';
import { axeFindings, shootAlways, shootPart, signedInPage } from '../../support/browser';
import { managers, transfer } from '../../support/demo-data';
import { INBOX_CONFIG } from '../../support/inbox-app';
import { inboxInBrowser } from '../../support/inbox-in-browser';

/*
 * The pictures of the approver guide that show evidence, edits and forms: a refund, from the request to the check of the edit.
 */

jest.setTimeout(120_000);
let count = 0;

const CONFIG: ConfigInput = {
  ...INBOX_CONFIG,
  policies: [
    {
      name: 'refunds',
      actions: ['refund'],
      approvers: ['finance-team'],
      expireAfter: '4h',
      severity: 'medium',
      highlight: ['/amount', '/customer'],
      decisions: ['approve', 'reject', 'edit', 'respond'],
      editable: ['/amount', '/note'],
    },
    {
      name: 'large_refunds',
      actions: ['refund'],
      condition: ({ amount }) => Number(amount) > 500,
      approvers: ['board'],
      decisions: ['approve', 'reject', 'edit'],
      editable: ['/amount'],
    },
  ],
};

const at = inboxInBrowser(CONFIG);

const REFUND = {
  action: 'refund',
  resource: 'order-4711',
  description: 'Refund $240 for a lamp that arrived broken',
  context: {
    amount: 240,
    currency: 'USD',
    customer: 'Lina Berg',
    order: 'order-4711',
    note: 'Broken on arrival',
  },
  requesterId: 'support-agent',
  rationale:
    'The photo shows the broken foot. The order is 12 days old, and the shop refunds within 30 days.',
};

const FORM = {
  properties: {
    reason: {
      type: 'string',
      title: 'Reason for the books',
      enum: ['damaged', 'late'],
      enumNames: ['Damaged in transit', 'Delivered late'],
    },
    receipt: {
      type: 'string',
      title: 'Receipt to',
      format: 'email',
      description: 'The customer gets it by e-mail.',
    },
    restock: { type: 'boolean', title: 'Put the lamp back in stock' },
  },
  required: ['reason', 'receipt'],
} as const;

/** Draws the photo that the agent sends. */
async function photoFrom(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 240, height: 160 });
    const draw = canvas.getContext('2d');
    const fill = (color, ...box) => { draw.fillStyle = color; draw.fillRect(...box); };
    fill('#d9cfc0', 0, 0, 240, 160);
    fill('#8a6f52', 0, 120, 240, 40);
    fill('#333333', 112, 62, 8, 58);
    draw.fillStyle = '#c44a32';
    draw.beginPath(); draw.moveTo(84, 64); draw.lineTo(148, 64); draw.lineTo(132, 24); draw.lineTo(100, 24); draw.fill();
    draw.translate(160, 126); draw.rotate(0.5); fill('#333333', -24, -5, 48, 10);
    return canvas.toDataURL('image/png').split(',')[1];
  })()`);
}

async function refund(page: Page, more: object = {}): Promise<string> {
  const evidence = [
    {
      kind: 'text',
      title: 'What the customer wrote',
      content: 'The foot broke off in the parcel.\nPlease refund it.',
    },
    { kind: 'image', title: 'Photo of the lamp', content: await photoFrom(page) },
    {
      kind: 'table',
      title: 'Earlier refunds to this customer',
      content: [{ order: 'order-3990', amount: 18, refundedAt: '2026-03-02T09:30:00Z' }],
    },
  ];
  return transfer(managers(at.temporal), `order-4711-${++count}`, { ...REFUND, evidence, ...more });
}

/** A picture of the documentation is small enough to load fast, and axe finds nothing on its page. */
async function picture(page: Page, name: string, selector?: string): Promise<void> {
  const taken = selector === undefined ? shootAlways(page, name, false) : shootPart(page, name, selector);
  expect(await taken).toBeLessThan(150_000);
  expect(await axeFindings(page)).toEqual([]);
}

const visitor = (options: BrowserContextOptions) =>
  signedInPage(at.browser, at.admin.url, 'ana', { bypassCSP: true, ...options });

test('on a phone in dark: the first screen of a refund', async () => {
  const page = await visitor({ viewport: { width: 390, height: 844 }, isMobile: true, colorScheme: 'dark' });
  await page.goto(`${at.admin.url}/requests/${await refund(page)}`);
  expect(await page.innerText('.key-facts')).toMatch(/Amount[\s\S]*240[\s\S]*Customer[\s\S]*Lina Berg/);
  await picture(page, 'richer-phone-dark');
  await page.context().close();
});

test('evidence, a form, an edit and its check', async () => {
  const page = await visitor({ viewport: { width: 1100, height: 1_400 } });
  const id = await refund(page, { response: FORM });
  await page.goto(`${at.admin.url}/requests/${id}`);
  expect(await page.evaluate<number>("document.querySelector('.picture').naturalWidth")).toBe(240);
  await picture(page, 'evidence-light', '.shown');
  await page.selectOption('[name="answer.reason"]', 'damaged');
  await page.fill('[name="answer.receipt"]', 'lina.berg');
  await page.click('#decision button:has-text("Approve")');
  await page.waitForSelector('.problem');
  await picture(page, 'response-form-light', '#decision');
  await page.goto(`${at.admin.url}/requests/${id}/edit`);
  await page.fill('[name="at:/amount"]', '560');
  await page.fill('[name="at:/note"]', 'Broken on arrival, with the lost deposit');
  await picture(page, 'edit-form-light', 'main');
  await page.click('button:has-text("Show the change")');
  await page.waitForSelector('.changes');
  expect(await page.innerText('main')).toMatch(/240[\s\S]*560[\s\S]*board/);
  await picture(page, 'edit-preview-light', 'main');
  await page.context().close();
});
