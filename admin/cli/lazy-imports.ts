/* eslint-disable @typescript-eslint/no-require-imports */
import type * as channels from '../../activities/channels/open-channels';
import type * as addressBook from '../../activities/notifications/address-book';
import type * as client from '../../client';
import type * as clientInput from '../../client/input';
import type * as configLoader from '../../worker/config';
import type * as apiKeys from '../sign-in/api-keys';
import type * as verdictText from '../text/verdict';
import type * as apiClient from './api/client';
import type * as auditExport from './audit/export';
import type * as auditRun from './audit/run';
import type * as auditShow from './audit/show';
import type * as auditVerify from './audit/verify';
import type * as configEffects from './commands/config/effects';
import type * as keyFile from './commands/keys/file';
import type * as runAdmin from './dev/run-admin';
import type * as runAll from './dev/run-all';
import type * as runWorker from './dev/run-worker';
import type * as doctor from './doctor/check-all';
import type * as explainError from './explain-error';
import type * as replay from './replay/check-open';
import type * as temporal from './temporal';

/** Loads modules that need Temporal's SDK or hono, which takes half a second. `--help`, completion and usage errors must not wait for them. */
export const loadAddressBook = () =>
  require('../../activities/notifications/address-book') as typeof addressBook;
export const loadApiClient = () => require('./api/client') as typeof apiClient;
export const loadApiKeys = () => require('../sign-in/api-keys') as typeof apiKeys;
export const loadAuditExport = () => require('./audit/export') as typeof auditExport;
export const loadAuditRun = () => require('./audit/run') as typeof auditRun;
export const loadAuditShow = () => require('./audit/show') as typeof auditShow;
export const loadAuditVerify = () => require('./audit/verify') as typeof auditVerify;
export const loadClient = () => require('../../client') as typeof client;
export const loadClientInput = () => require('../../client/input') as typeof clientInput;
export const loadConfigEffects = () => require('./commands/config/effects') as typeof configEffects;
export const loadConfigLoader = () => require('../../worker/config') as typeof configLoader;
export const loadDoctor = () => require('./doctor/check-all') as typeof doctor;
export const loadExplainError = () => require('./explain-error') as typeof explainError;
export const loadKeyFile = () => require('./commands/keys/file') as typeof keyFile;
export const loadOpenChannels = () => require('../../activities/channels/open-channels') as typeof channels;
export const loadReplay = () => require('./replay/check-open') as typeof replay;
export const loadRunAdmin = () => require('./dev/run-admin') as typeof runAdmin;
export const loadRunAll = () => require('./dev/run-all') as typeof runAll;
export const loadRunWorker = () => require('./dev/run-worker') as typeof runWorker;
export const loadTemporal = () => require('./temporal') as typeof temporal;
export const loadVerdictText = () => require('../text/verdict') as typeof verdictText;
