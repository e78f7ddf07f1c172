import { declare, libraryClass } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { NativeObject } from '../runtime/values/objects.ts';

type Url = NativeObject<{ url: URL }>;

/** Where the org's own addresses begin; they tell of no real host. */
export const ORG_URL = 'https://local-org.my.salesforce.com';

const made = (url: URL): Url => new NativeObject(present(libraryClass('URL')), { url });

function parsed(text: string, base?: Url): Url {
  try {
    return made(base ? new URL(present(text), base.data.url) : new URL(present(text)));
  } catch {
    raise('StringException', `no protocol: ${text}`);
  }
}

/** An address without the slash that JavaScript adds to a bare host. */
function external(url: URL): string {
  return url.pathname === '/' && !url.search && !url.hash ? url.href.replace(/\/$/, '') : url.href;
}

const withoutFirst = (text: string): string | null => (text === '' ? null : text.slice(1));

declare({
  name: 'URL',
  constructors: {
    '(String spec)': (spec: string) => parsed(spec),
    '(URL context, String spec)': (context: Url, spec: string) => parsed(spec, context),
    '(String protocol, String host, String file)': (protocol: string, host: string, file: string) =>
      parsed(`${protocol}://${host}${file.startsWith('/') ? '' : '/'}${file}`),
    '(String protocol, String host, Integer port, String file)': (
      protocol: string,
      host: string,
      port: number,
      file: string
    ) => parsed(`${protocol}://${host}:${String(port)}${file.startsWith('/') ? '' : '/'}${file}`)
  },
  methods: {
    'String toExternalForm()': (self: Url) => external(self.data.url),
    'String toString()': (self: Url) => external(self.data.url),
    'String getProtocol()': (self: Url) => self.data.url.protocol.slice(0, -1),
    'String getHost()': (self: Url) => self.data.url.hostname,
    'Integer getPort()': (self: Url) => (self.data.url.port === '' ? -1 : Number(self.data.url.port)),
    'Integer getDefaultPort()': (self: Url) => (self.data.url.protocol === 'https:' ? 443 : 80),
    'String getPath()': (self: Url) => self.data.url.pathname,
    'String getFile()': (self: Url) => self.data.url.pathname + self.data.url.search,
    'String getQuery()': (self: Url) => withoutFirst(self.data.url.search),
    'String getRef()': (self: Url) => withoutFirst(self.data.url.hash),
    'String getAuthority()': (self: Url) => self.data.url.host,
    'String getUserInfo()': (self: Url) => self.data.url.username || null,
    'Boolean sameFile(URL other)': (self: Url, other: Url) =>
      self.data.url.href.split('#')[0] === present(other).data.url.href.split('#')[0]
  },
  statics: {
    'URL getOrgDomainUrl()': () => made(new URL(ORG_URL)),
    'URL getSalesforceBaseUrl()': () => made(new URL(ORG_URL)),
    'URL getCurrentRequestUrl()': () => made(new URL(ORG_URL)),
    'String getFileFieldURL(String id, String field)': (id: string, field: string) =>
      `/servlet/servlet.FileDownload?file=${present(id)}&field=${present(field)}`
  }
});
