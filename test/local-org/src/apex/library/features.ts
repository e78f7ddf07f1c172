import { declare, libraryClass, libraryType } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList, ApexMap } from '../runtime/values/collections.ts';
import { enumValues, NativeObject, type ApexEnumValue } from '../runtime/values/objects.ts';
import { beanAccessors, beanFields, newBean, type Bean } from './bean.ts';

declare({
  name: 'FeatureManagement',
  statics: {
    'Boolean checkPermission(String name)': (name: string) =>
      current().org.rights(current().userId).customPermission(present(name))
  }
});

type Version = NativeObject<{ parts: number[] }>;

const version = (...parts: number[]): Version => new NativeObject(present(libraryClass('Version')), { parts });

declare({
  name: 'Version',
  constructors: {
    '(Integer major, Integer minor)': (major: number, minor: number) => version(major, minor),
    '(Integer major, Integer minor, Integer patch)': (major: number, minor: number, patch: number) =>
      version(major, minor, patch)
  },
  methods: {
    'Integer major()': (self: Version) => self.data.parts[0] ?? null,
    'Integer minor()': (self: Version) => self.data.parts[1] ?? null,
    'Integer patch()': (self: Version) => self.data.parts[2] ?? null,
    'Integer compareTo(Version other)': (self: Version, other: Version) => {
      const index = [0, 1, 2].find((one) => (self.data.parts[one] ?? 0) !== (present(other).data.parts[one] ?? 0));
      return index === undefined ? 0 : Math.sign((self.data.parts[index] ?? 0) - (other.data.parts[index] ?? 0));
    }
  }
});

declare({
  name: 'EventBus.ChangeEventHeader',
  constructors: { '()': () => newBean('EventBus.ChangeEventHeader') },
  methods: beanAccessors(
    'List<String> ChangedFields',
    'String ChangeOrigin',
    'String ChangeType',
    'Long CommitNumber',
    'Long CommitTimestamp',
    'String CommitUser',
    'List<String> DiffFields',
    'String EntityName',
    'List<String> NulledFields',
    'List<String> RecordIds',
    'Integer SequenceNumber',
    'String TransactionKey'
  ),
  fields: beanFields(
    'List<String> changedFields',
    'String changeOrigin',
    'String changeType',
    'Long commitNumber',
    'Long commitTimestamp',
    'String commitUser',
    'List<String> diffFields',
    'String entityName',
    'List<String> nulledFields',
    'List<String> recordIds',
    'Integer sequenceNumber',
    'String transactionKey'
  )
});

const page = (url: string): Bean =>
  newBean('PageReference', {
    url,
    redirect: false,
    anchor: null,
    parameters: new ApexMap(libraryType('String'), libraryType('String')),
    headers: new ApexMap(libraryType('String'), libraryType('String'))
  });

function pageUrl({ data }: Bean): string {
  const parameters = [...(data['parameters'] as ApexMap).entries.values()].map(
    ({ key, value }) => `${encodeURIComponent(String(key))}=${encodeURIComponent(String(value))}`
  );
  const anchor = typeof data['anchor'] === 'string' ? `#${data['anchor']}` : '';
  return `${String(data['url'])}${parameters.length ? `?${parameters.join('&')}` : ''}${anchor}`;
}

declare({
  name: 'PageReference',
  constructors: {
    '(String url)': (url: string) => {
      const [path = '', query = ''] = present(url).split('?');
      const made = page(path);
      new URLSearchParams(query).forEach((value, key) => (made.data['parameters'] as ApexMap).put(key, value));
      return made;
    }
  },
  methods: {
    ...beanAccessors('String Anchor'),
    'Boolean getRedirect()': (self: Bean) => self.data['redirect'],
    'PageReference setRedirect(Boolean redirect)': (self: Bean, redirect: boolean) => {
      self.data['redirect'] = redirect;
      return self;
    },
    'Map<String,String> getParameters()': (self: Bean) => self.data['parameters'],
    'Map<String,String> getHeaders()': (self: Bean) => self.data['headers'],
    'String getUrl()': pageUrl
  }
});

declare({
  name: 'ApexPages',
  statics: {
    'void addMessage(ApexPages.Message message)': (message: Bean) => {
      pageState().messages.push(present(message));
    },
    'void addMessages(Exception error)': (error: { message: string | null }) => {
      const severity = enumValues(present(libraryClass('ApexPages.Severity'))).get('error');
      pageState().messages.push(
        newBean('ApexPages.Message', { severity, summary: error.message, detail: error.message })
      );
    },
    'List<ApexPages.Message> getMessages()': () =>
      new ApexList(libraryType('ApexPages.Message'), [...pageState().messages]),
    'Boolean hasMessages()': () => pageState().messages.length > 0,
    'Boolean hasMessages(ApexPages.Severity severity)': (severity: unknown) =>
      pageState().messages.some((one) => one.data['severity'] === severity),
    'PageReference currentPage()': () => pageState().page
  }
});

declare({
  name: 'ApexPages.Severity',
  kind: 'enum',
  constants: ['CONFIRM', 'ERROR', 'FATAL', 'INFO', 'WARNING']
});
declare({
  name: 'ApexPages.Message',
  constructors: {
    '(ApexPages.Severity severity, String summary)': (severity: ApexEnumValue, summary: string) =>
      newBean('ApexPages.Message', { severity, summary, detail: summary }),
    '(ApexPages.Severity severity, String summary, String detail)': (
      severity: ApexEnumValue,
      summary: string,
      detail: string
    ) => newBean('ApexPages.Message', { severity, summary, detail })
  },
  methods: {
    'ApexPages.Severity getSeverity()': (self: Bean) => self.data['severity'],
    'String getSummary()': (self: Bean) => self.data['summary'],
    'String getDetail()': (self: Bean) => self.data['detail']
  }
});

interface PageState {
  messages: Bean[];
  page: unknown;
}

const pages = new WeakMap<object, PageState>();

function pageState(): PageState {
  const known = pages.get(current()) ?? { messages: [], page: null };
  pages.set(current(), known);
  return known;
}

/** `Test.setCurrentPage`. */
export function setCurrentPage(reference: unknown): void {
  pageState().page = reference;
}
