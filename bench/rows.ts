import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey as key } from '@temporalio/common';
import { SEVERITIES, WORKFLOW_TYPES } from '../contract/names';
import { requestMemo } from '../rules/requests/listed-row';
import { atOnce } from './at-once';

const HOURS_MS = 3_600_000;

/** Adds `rows` open escalations for lists, like `fillWithRows`. */
export async function fillWithEscalations(client: Client, rows: number): Promise<void> {
  const begun = Date.now();
  await atOnce(
    Array.from({ length: rows }, (_, index) => index),
    async (index) => {
      const runId = `run-${index}`;
      await client.workflow.start(WORKFLOW_TYPES.escalation, {
        workflowId: `escalation-${index}`,
        taskQueue: 'nobody',
        memo: { level: 'human_review', reason: 'The confidence is below 0.5 (low_confidence)', runId },
        typedSearchAttributes: [
          { key: key('HitlStatus', 'KEYWORD'), value: 'pending' },
          { key: key('HitlLevel', 'KEYWORD'), value: 'human_review' },
          { key: key('HitlRunId', 'KEYWORD'), value: runId },
          { key: key('HitlApprovers', 'KEYWORD_LIST'), value: ['finance-team', 'ana', 'bo'] },
          { key: key('HitlExpiresAt', 'DATETIME'), value: new Date(begun + 4 * HOURS_MS + index * 10) },
        ],
      });
    },
  );
}

/**
 * Adds `rows` planned pending requests for lists: they have the attributes and the memo of real ones, and a task queue
 * without a worker. Really planning 20,000 requests would take a quarter of an hour, and lists need no worker.
 */
export async function fillWithRows(client: Client, rows: number): Promise<void> {
  const begun = Date.now();
  const content = {
    action: 'transfer_funds',
    resource: 'bank-account-123',
    context: {},
    requesterId: 'agent-1',
  };
  await atOnce(
    Array.from({ length: rows }, (_, index) => index),
    async (index) => {
      await client.workflow.start(WORKFLOW_TYPES.approval, {
        workflowId: `row-${index}`,
        taskQueue: 'nobody',
        memo: { ...requestMemo({ content }, 'a') },
        typedSearchAttributes: [
          { key: key('HitlKind', 'KEYWORD'), value: 'approval' },
          { key: key('HitlStatus', 'KEYWORD'), value: 'pending' },
          { key: key('HitlAction', 'KEYWORD'), value: content.action },
          { key: key('HitlResource', 'KEYWORD'), value: content.resource },
          { key: key('HitlRequester', 'KEYWORD'), value: content.requesterId },
          { key: key('HitlSeverity', 'KEYWORD'), value: SEVERITIES[index % SEVERITIES.length] ?? 'low' },
          { key: key('HitlPolicies', 'KEYWORD_LIST'), value: ['high_value'] },
          { key: key('HitlApprovers', 'KEYWORD_LIST'), value: ['finance-team', 'ana', 'bo'] },
          { key: key('HitlExpiresAt', 'DATETIME'), value: new Date(begun + 4 * HOURS_MS + index * 10) },
        ],
      });
    },
  );
}
