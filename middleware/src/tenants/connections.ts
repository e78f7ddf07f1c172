import path from 'node:path';
import type { ChannelConfig, PushConfig, SalesforceConfig } from '../config/schema.ts';
import { readSecret } from '../config/secret.ts';
import { Salesforce } from '../crm/salesforce/salesforce.ts';
import { DirectoryMailbox } from '../intake/directory-mailbox.ts';
import type { SendingMailbox } from '../intake/mailbox.ts';
import { openMailbox } from '../intake/sftp-mailbox.ts';

/**
 * Opens a channel's mailbox; its secret is read each time, so that a new one needs no restart.
 * @throws SecretError at once, when it cannot be read now
 */
export function mailboxOf(channel: Exclude<ChannelConfig, PushConfig>, base: string): () => Promise<SendingMailbox> {
  if (channel.type === 'directory') {
    const folder = path.resolve(base, channel.folder);
    const processed = path.resolve(base, channel.processedFolder);
    const send = channel.sendFolder === undefined ? undefined : path.resolve(base, channel.sendFolder);
    return () => Promise.resolve(new DirectoryMailbox(folder, processed, send));
  }
  const { host, port, user, hostKeySha256, password, privateKey, folder, processedFolder, sendFolder } = channel;
  const login = () => ({
    host,
    port,
    user,
    hostKeySha256,
    ...(privateKey ? { privateKey: readSecret(privateKey, base) } : {}),
    ...(password ? { password: readSecret(password, base) } : {})
  });
  login();
  return () => openMailbox(login(), folder, processedFolder, sendFolder);
}

/** @throws SecretError when the key cannot be read now */
export function crmOf(config: SalesforceConfig, base: string): Salesforce {
  const { loginUrl, clientId, username, pubsub, namespace, apiVersion } = config;
  const privateKey = () => readSecret(config.privateKey, base);
  privateKey();
  const login = { loginUrl, clientId, username, privateKey, audience: config.audience ?? loginUrl };
  return new Salesforce({ login, endpoint: pubsub.endpoint, tls: pubsub.tls, namespace, apiVersion });
}
