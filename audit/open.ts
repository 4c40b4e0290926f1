import type { AuditConfig } from '../contract/config/audit';
import { openFilesReader } from './files/reader';
import { openFilesWriter } from './files/writer';
import type { AuditReader, AuditWriter, OpenOptions } from './log';
import { openPostgresReader } from './postgres/reader';
import { openPostgresWriter } from './postgres/writer';

/**
 * Opens the log of the config for reading.
 *
 * @throws AuditLogNotFound
 */
export async function openReader(sink: AuditConfig['sink']): Promise<AuditReader> {
  return sink.type === 'files' ? openFilesReader(sink.folder) : openPostgresReader(sink);
}

/** Opens the log of the config for writing; nothing while another auditor writes it. @throws AuditLogDamaged */
export async function openWriter(
  sink: AuditConfig['sink'],
  options: OpenOptions,
): Promise<AuditWriter | undefined> {
  if (sink.type === 'postgres') return openPostgresWriter({ ...options, ...sink });
  return openFilesWriter({ ...options, ...sink });
}
