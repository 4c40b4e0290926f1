import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { freePorts } from '../../../worker/temporal/ports';
import { DATABASE_PASSWORD, DATABASE_USER } from './postgresql';
import { type ClusterProcess, clusterProcess } from './process';

/** Each service of Temporal's server that the cluster runs as a process. */
export const SERVICES = ['frontend-1', 'frontend-2', 'history', 'matching', 'worker'] as const;
export type Service = (typeof SERVICES)[number];

/** How many ports each service needs: gRPC, membership, HTTP. */
const PORTS_EACH = 3;

/** Temporal keeps a port as a signed 16-bit number in PostgreSQL. Ports that the system chooses are higher. */
export async function portsOfServices(): Promise<number[]> {
  const count = SERVICES.length * PORTS_EACH;
  const first = 10_000 + Math.floor(Math.random() * 20_000);
  try {
    return await freePorts(
      '127.0.0.1',
      Array.from({ length: count }, (_, index) => first + index),
    );
  } catch {
    return portsOfServices();
  }
}

interface Place {
  server: string;
  folder: string;
  postgresqlPort: number;
  /** `PORTS_EACH` for each of `SERVICES`. */
  ports: readonly number[];
}

/** The address of a frontend. */
export function frontendPort(ports: readonly number[], service: Service): number {
  return ports[SERVICES.indexOf(service) * PORTS_EACH] as number;
}

/** Temporal's server, configured by the environment variables of its image, as in the compose file. */
export function temporalService(
  service: Service,
  { server, folder, postgresqlPort, ports }: Place,
): ClusterProcess {
  const [kind = ''] = service.split('-');
  const at = SERVICES.indexOf(service) * PORTS_EACH;
  const [grpc, membership, http] = ports.slice(at, at + PORTS_EACH);
  const prefix = kind.toUpperCase();
  return clusterProcess(service, {
    command: server,
    args: ['--allow-no-auth', 'start', '--service', kind],
    env: {
      DB: 'postgres12',
      DB_PORT: `${postgresqlPort}`,
      POSTGRES_SEEDS: '127.0.0.1',
      POSTGRES_USER: DATABASE_USER,
      POSTGRES_PWD: DATABASE_PASSWORD,
      BIND_ON_IP: '127.0.0.1',
      TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1',
      LOG_LEVEL: 'warn',
      DYNAMIC_CONFIG_FILE_PATH: join(__dirname, '..', '..', '..', 'deploy', 'temporal-dynamic-config.yaml'),
      // All services must write the same addresses into the database.
      CLUSTER_RPC_ADDRESS: `127.0.0.1:${frontendPort(ports, 'frontend-1')}`,
      CLUSTER_HTTP_ADDRESS: `127.0.0.1:${frontendPort(ports, 'frontend-1') + 2}`,
      [`${prefix}_GRPC_PORT`]: `${grpc}`,
      [`${prefix}_MEMBERSHIP_PORT`]: `${membership}`,
      ...(kind === 'frontend' && { FRONTEND_HTTP_PORT: `${http}` }),
    },
    log: join(folder, `${service}.log`),
    isReady: () => isServing(`127.0.0.1:${grpc}`, kind),
  });
}

/** Only a frontend answers the handshake of a client. */
async function isServing(address: string, kind: string): Promise<boolean> {
  if (kind !== 'frontend') return listens(address);
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  await connection.close();
  return true;
}

async function listens(address: string): Promise<boolean> {
  const [host = '', port] = address.split(':');
  const socket = connect(Number(port), host);
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
