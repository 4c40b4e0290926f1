import type { Client } from '@temporalio/client';
import type { OptionNames } from '../contract/text';
import { onlyKnown } from './input';
import { connectClient, type ConnectOptions, type ManagerOptions } from './temporal/connect';
import { checkedPatience, openSession, type Session } from './temporal/session';

const OPTIONS: OptionNames<ConnectOptions> = {
  address: true,
  namespace: true,
  profile: true,
  apiKey: true,
  tls: true,
  taskQueue: true,
  patience: true,
  signer: true,
  connectTimeout: true,
  encryption: true,
};

/** The base of all managers: a session on a client. */
export abstract class Manager {
  protected readonly session: Session;
  private ownsConnection = false;

  /** Uses the caller's client, which the caller closes. Several managers may share one client. */
  constructor(client: Client, options: ManagerOptions = {}) {
    this.session = openSession(client, options);
  }

  /** Connects as the options, `TEMPORAL_*` or temporal.toml say, in this order. Throws what {@link connectClient} throws. */
  static async connect<M extends Manager>(
    this: new (client: Client, options: ManagerOptions) => M,
    options: ConnectOptions = {},
  ): Promise<M> {
    onlyKnown(options, OPTIONS);
    checkedPatience(options.patience);
    const manager = new this(await connectClient(options), options);
    manager.ownsConnection = true;
    return manager;
  }

  /** Closes the connection that `connect` opened. Does nothing for a client that the caller gave. */
  async close(): Promise<void> {
    if (this.ownsConnection) await this.session.client.connection.close();
  }
}
