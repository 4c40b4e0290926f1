/* eslint-disable @typescript-eslint/no-require-imports */
import type * as apiKeys from '../sign-in/api-keys';
import type * as login from './api/login';
import type * as logout from './api/logout';
import type * as channels from './channels/channels';
import type * as redeliver from './channels/redeliver';
import type * as configCheck from './config-check';
import type * as connected from './connected';
import type * as dev from './dev/dev';
import type * as doctor from './doctor/doctor';
import type * as heal from './heal';
import type * as keyFile from './keys/key-file';
import type * as overApi from './api/over-api';
import type * as overTemporal from './over-temporal';
import type * as standaloneDesk from './dev/standalone-desk';
import type * as standalone from './dev/standalone-worker';

/** What loads Temporal's SDK, which takes half a second: a misspelt flag, `--help` and a completion must not wait for it. */
export const loadConnected = () => require('./connected') as typeof connected;
export const loadOverTemporal = () => require('./over-temporal') as typeof overTemporal;
export const loadOverApi = () => require('./api/over-api') as typeof overApi;
export const loadLogin = () => require('./api/login') as typeof login;
export const loadLogout = () => require('./api/logout') as typeof logout;
export const loadApiKeys = () => require('../sign-in/api-keys') as typeof apiKeys;
export const loadKeyFile = () => require('./keys/key-file') as typeof keyFile;
export const loadDev = () => require('./dev/dev') as typeof dev;
export const loadConfigCheck = () => require('./config-check') as typeof configCheck;
export const loadDoctor = () => require('./doctor/doctor') as typeof doctor;
export const loadHeal = () => require('./heal') as typeof heal;
export const loadStandaloneDesk = () => require('./dev/standalone-desk') as typeof standaloneDesk;
export const loadStandaloneWorker = () => require('./dev/standalone-worker') as typeof standalone;
export const loadChannels = () => require('./channels/channels') as typeof channels;
export const loadRedeliver = () => require('./channels/redeliver') as typeof redeliver;
