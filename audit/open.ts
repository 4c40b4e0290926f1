import type { AuditConfig } from '../contract/config/audit';
import { openFilesReader } from './files/reader';
import { openFilesWriter } from './files/writer';
import type { AuditReader, AuditWriter, OpenOptions } from './log';

/**
 * Opens the log of the config for reading.
 *
 * @throws AuditLogNotFound
 */
export async function openReader(sink: AuditConfig['sink']): Promise<AuditReader> {
  return openFilesReader(sink.folder);
}

/** Opens the log of the config for writing; nothing while another auditor writes it. @throws AuditLogDamaged */
export async function openWriter(
  sink: AuditConfig['sink'],
  options: OpenOptions,
): Promise<AuditWriter | undefined> {
  const { folder, rotateAtBytes } = sink;
  return openFilesWriter({ ...options, folder, rotateAtBytes });
}
