import path from 'node:path';
import type { TenantConfig } from './schema.ts';
import type { SecretReference } from './secret.ts';

/** Environment variables that a tenant from outside may name. */
const PREFIX = 'TGRID_TENANT_';

/** Names that lead to this machine or its network. */
const PRIVATE_NAME = /^(localhost|.*\.(localhost|local|internal|intranet|lan|home\.arpa))$/i;
const ADDRESS = /^[\d.]+$|^\[|:/;

/** Whether a host is one that anybody could mean: a full name, and no address, which could be one of our own network. */
export function isPublicHost(host: string): boolean {
  // As a resolver reads it: 0x7f.1 is an address, and a dot at the end changes nothing.
  if (!URL.canParse(`https://${host}`)) return false;
  const name = new URL(`https://${host}`).hostname.replace(/\.$/, '');
  return !host.includes(':') && name.includes('.') && !ADDRESS.test(name) && !PRIVATE_NAME.test(name);
}

function* secretsOf(value: unknown, at: string): Generator<{ at: string; secret: SecretReference }> {
  if (typeof value !== 'object' || value === null) return;
  const keys = Object.keys(value);
  if (keys.length === 1 && (keys[0] === 'env' || keys[0] === 'file')) {
    yield { at, secret: value as SecretReference };
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* secretsOf(inner, at === '' ? key : `${at}.${key}`);
}

/**
 * What a tenant that comes in over the interface must not ask for, with its place: the configuration file is written by
 * whoever runs the machine, a tenant by whoever has a token. It may lead to no host of our own network, read no file
 * of this machine, and name no secret that is not meant for tenants.
 * @param secretsDirectory where secrets of tenants are kept; without one they come from the environment alone
 */
export function objectionsTo(tenant: TenantConfig, secretsDirectory: string | undefined): string[] {
  const objections: string[] = [];
  const url = (at: string, text: string | undefined) => {
    if (text === undefined) return;
    const { protocol, hostname } = new URL(text);
    if (protocol !== 'https:') objections.push(`${at} must begin with https://`);
    if (!isPublicHost(hostname)) objections.push(`${at} must name a public host, not ${hostname}`);
  };
  url('salesforce.loginUrl', tenant.salesforce.loginUrl);
  url('grid.url', tenant.grid?.url);
  url('grid.gateway.url', tenant.grid?.gateway.url);
  url('grid.cartographer.url', tenant.grid?.cartographer?.url);
  const endpoint = tenant.salesforce.pubsub.endpoint.replace(/:\d+$/, '');
  if (!isPublicHost(endpoint)) objections.push(`salesforce.pubsub.endpoint must name a public host, not ${endpoint}`);
  if (!tenant.salesforce.pubsub.tls) objections.push('salesforce.pubsub.tls must be true');
  tenant.channels.forEach((channel, index) => {
    const at = `channels.${index}`;
    if (channel.type === 'directory') objections.push(`${at}.type directory is for the configuration file alone`);
    if (channel.type === 'sftp' && !isPublicHost(channel.host))
      objections.push(`${at}.host must name a public host, not ${channel.host}`);
  });
  tenant.partners.forEach(({ guides, maps }, index) => {
    if (guides.length + maps.length > 0)
      objections.push(`partners.${index}.guides and maps are files, which the configuration file alone may name`);
  });
  for (const { at, secret } of secretsOf(tenant, '')) {
    if ('env' in secret && !secret.env.startsWith(PREFIX)) objections.push(`${at}.env must begin with ${PREFIX}`);
    if ('file' in secret && !isWithin(secret.file, secretsDirectory))
      objections.push(`${at}.file must lie in the directory that http.tenantSecrets names`);
  }
  return objections;
}

function isWithin(file: string, directory: string | undefined): boolean {
  if (directory === undefined || !path.isAbsolute(file)) return false;
  const relative = path.relative(directory, path.resolve(file));
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
