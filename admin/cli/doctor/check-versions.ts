import type { temporal } from '@temporalio/proto';
import { visibleLine } from '../../../rules/text';
import type { WorkerVersion } from '../../../worker/create-worker';
import { currentVersionCommand } from '../../text/commands';
import { failed, type Check, passed } from './check';

type Version = temporal.api.deployment.v1.IWorkerDeploymentVersion | null | undefined;

/** What a task queue says about the versions of its workers. `polling` are the workers that poll now. */
export interface TaskQueueVersions {
  taskQueue: string;
  namespace: string;
  polling: { version: Version; isVersioned: boolean }[];
  versioningInfo?: temporal.api.taskqueue.v1.ITaskQueueVersioningInfo | null | undefined;
}

const NAME = 'worker versions';

/**
 * Checks whether the workers get tasks, where worker versioning is used: only those of the current version and of the ramping
 * one do. Nothing is returned where it is not used.
 */
export function checkVersions({ taskQueue, namespace, polling, versioningInfo }: TaskQueueVersions): Check[] {
  const current = versionOf(versioningInfo?.currentDeploymentVersion);
  const ramping = versionOf(versioningInfo?.rampingDeploymentVersion);
  const versioned = polling.flatMap(({ version, isVersioned }) =>
    isVersioned ? (versionOf(version) ?? []) : [],
  );
  const names = [...new Set(versioned.map(versionText))];
  if (names.length === 0 && current === undefined && ramping === undefined) return [];
  const percentage = versioningInfo?.rampingVersionPercentage ?? 0;
  const rampText = ramping === undefined ? '' : `, ramping ${versionText(ramping)} at ${percentage}%`;
  const pollText = `polling: ${names.join(', ') || 'no versioned worker'}`;
  if (current === undefined) {
    const [first] = versioned;
    if (first === undefined || polling.some(({ isVersioned }) => !isVersioned))
      return [
        passed(
          NAME,
          `no version is current, so workers without a version get the tasks${rampText}; ${pollText}`,
        ),
      ];
    return [
      failed(
        NAME,
        `no version is current on task queue ${taskQueue}, so these workers get no tasks${rampText}; ${pollText}`,
        `Make a version current:\n${currentVersionCommand(first, namespace)}`,
      ),
    ];
  }
  const found = `current ${versionText(current)}${rampText}; ${pollText}`;
  const idle = [current, ...(ramping === undefined || percentage === 0 ? [] : [ramping])].filter(
    (version) => !names.includes(versionText(version)),
  );
  const [missing] = idle;
  if (missing === undefined) return [passed(NAME, found)];
  const other = versioned.find((version) => versionText(version) !== versionText(missing));
  return [
    failed(
      NAME,
      `no worker of version ${versionText(missing)} polls, and it gets tasks; ${found}`,
      `Start a worker of it: hitl worker --deployment ${missing.name} --build-id ${missing.buildId}` +
        (other === undefined
          ? ''
          : `\nor make another version current:\n${currentVersionCommand(other, namespace)}`),
    ),
  ];
}

function versionOf(version: Version): WorkerVersion | undefined {
  const { deploymentName, buildId } = version ?? {};
  return deploymentName && buildId ? { name: deploymentName, buildId } : undefined;
}

function versionText({ name, buildId }: WorkerVersion): string {
  return visibleLine(`${name}:${buildId}`);
}
