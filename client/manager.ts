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
};

/** What the managers have in common: a client, the caller's or its own. */
export abstract class Manager {
  protected readonly session: Session;
  private ownsConnection = false;

  /** Of a client that exists; it stays the caller's to close. Several managers may share one. */
  constructor(client: Client, options: ManagerOptions = {}) {
    this.session = openSession(client, options);
  }

  /** Connects by these options, else `TEMPORAL_*`, else temporal.toml. See {@link connectClient} for what it throws. */
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

  /** Closes the connection that `connect` opened; of a client that was given, nothing. */
  async close(): Promise<void> {
    if (this.ownsConnection) await this.session.client.connection.close();
  }
}
