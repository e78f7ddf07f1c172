import type { ChannelConfig, PushConfig, TenantConfig } from '../config/schema.ts';
import { readSecret } from '../config/secret.ts';
import type { FileStore } from '../documents/file-store.ts';
import { Intake, type WakeUp } from '../intake/intake.ts';
import { Poller } from '../intake/poller.ts';
import { PushChannel } from '../intake/push.ts';
import { mailboxOf } from './connections.ts';
import type { Shared } from './shared.ts';
import type { TenantQueues } from './tenant-queues.ts';

/** Where a tenant's files come in. */
export interface Channels {
  pollers: Poller[];
  /** Channels that senders push to, by name. */
  pushes: ReadonlyMap<string, PushChannel>;
}

/** @throws SecretError: what a channel names cannot be read */
export function channelsOf(config: TenantConfig, shared: Shared, files: FileStore, queues: TenantQueues): Channels {
  const { id, channels } = config;
  const { base, leases, log } = shared;
  const wake: WakeUp = {
    inside: (work, trx) => queues.wake(work, trx),
    after: () => {
      queues.nudge('translate');
      queues.nudge('publish');
    }
  };
  const source = (channel: ChannelConfig) => ({ tenant: id, mailbox: channel.name, silent: channel.backfill });
  const pollerOf = (channel: Exclude<ChannelConfig, PushConfig>): Poller => {
    const { mode, pollSeconds, settleSeconds, name } = channel;
    const { spoolDirectory } = shared;
    const settings = { ...source(channel), mode, spoolDirectory, settleMilliseconds: settleSeconds * 1000 };
    const onReceived = (count: number) => shared.metrics.received.inc({ tenant: id, channel: name }, count);
    const intake = new Intake(files, wake, settings, log, onReceived);
    const open = mailboxOf(channel, base);
    const mayGoOn = () => shared.pauses.mayTake(id, name);
    return new Poller(intake, leases, { name: `${id}/${name}`, pollSeconds, open, mayGoOn }, log);
  };
  const pushOf = (channel: PushConfig): PushChannel => {
    const secrets = () => channel.secrets.map((secret) => readSecret(secret, base));
    secrets();
    return new PushChannel(files, wake, { ...channel, ...source(channel), secrets });
  };
  return {
    pollers: channels.flatMap((channel) => (channel.type === 'push' ? [] : [pollerOf(channel)])),
    pushes: new Map(
      channels.flatMap((channel) => (channel.type === 'push' ? [[channel.name, pushOf(channel)] as const] : []))
    )
  };
}
