import { declare, libraryClass, libraryType } from '../types/library.ts';
import type { ObjectDescribe } from '../../schema/schema.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList, ApexMap } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { enumValues, NativeObject, type ApexEnumValue } from '../runtime/values/objects.ts';
import { SObjectRecord } from '../runtime/values/record.ts';
import { accessFor } from '../platform/access.ts';
import { dmlRow } from '../platform/rows.ts';
import { beanAccessors, newBean, type Bean } from './bean.ts';

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
    'PageReference currentPage()': currentPage
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

/** `ApexPages.currentPage()`: none outside of a page. */
export function currentPage(): unknown {
  return pageState().page;
}

/** `Test.setCurrentPage`. */
export function setCurrentPage(reference: unknown): void {
  pageState().page = reference;
}

declare({
  name: 'SelectOption',
  constructors: {
    '(String value, String label)': (value: string, label: string) =>
      newBean('SelectOption', { value, label, disabled: false, escapeitem: true }),
    '(String value, String label, Boolean disabled)': (value: string, label: string, disabled: boolean) =>
      newBean('SelectOption', { value, label, disabled, escapeitem: true })
  },
  methods: {
    ...beanAccessors('String Value', 'String Label', 'Boolean Disabled', 'Boolean EscapeItem')
  }
});

interface Controlled {
  record: SObjectRecord;
}

const pageOf = (record: SObjectRecord, action: string): Bean => page(`/${record.id ?? ''}${action}`);

function saved({ data: { record } }: NativeObject<Controlled>): Bean {
  const { org, caller } = current();
  const operation = record.id === null ? 'insert' : 'update';
  const [result] = org.dml(operation, [dmlRow(record)], { access: accessFor(caller), allOrNone: true });
  const [error] = result?.errors ?? [];
  if (error) {
    raise('DmlException', `${error.statusCode}, ${error.message}: [${error.fields.join(', ')}]`);
  }
  if (result?.id) {
    record.fields.set('Id', result.id);
  }
  return pageOf(record, '');
}

/** A record with its page's actions. Pages themselves are not emulated. */
declare({
  name: 'ApexPages.StandardController',
  constructors: {
    '(SObject record)': (record: SObjectRecord) =>
      new NativeObject(present(libraryClass('ApexPages.StandardController')), { record: present(record) })
  },
  methods: {
    'Id getId()': (self: NativeObject<Controlled>) => self.data.record.id,
    'SObject getRecord()': (self: NativeObject<Controlled>) => self.data.record,
    'PageReference save()': saved,
    'PageReference view()': (self: NativeObject<Controlled>) => pageOf(self.data.record, ''),
    'PageReference edit()': (self: NativeObject<Controlled>) => pageOf(self.data.record, '/e'),
    'PageReference cancel()': (self: NativeObject<Controlled>) => pageOf(self.data.record, ''),
    'PageReference delete()': (self: NativeObject<Controlled>) => {
      const { org, caller } = current();
      org.dml('delete', [dmlRow(self.data.record)], { access: accessFor(caller), allOrNone: true });
      return page(`/${self.data.record.object.keyPrefix}/o`);
    },
    'void addFields(List<String> names)': () => undefined,
    'void reset()': () => undefined
  }
});

interface SetControlled {
  rows: ApexList;
  selected: ApexList;
  size: number;
  number: number;
}

type SetController = NativeObject<SetControlled>;

const DEFAULT_SIZE = 20;
const pageCount = ({ data }: SetController): number => Math.max(1, Math.ceil(data.rows.items.length / data.size));
const goTo = (self: SetController, number: number): void => {
  self.data.number = Math.min(Math.max(1, number), pageCount(self));
};

function setController(rows: ApexList): SetController {
  const data = { rows, selected: new ApexList(rows.element), size: DEFAULT_SIZE, number: 1 };
  return new NativeObject(present(libraryClass('ApexPages.StandardSetController')), data);
}

declare({
  name: 'ApexPages.StandardSetController',
  constructors: {
    '(List<SObject> records)': (records: ApexList) => setController(present(records)),
    '(Database.QueryLocator locator)': (locator: NativeObject<{ rows: ApexList }>) =>
      setController(present(locator).data.rows)
  },
  methods: {
    'List<SObject> getRecords()': ({ data }: SetController) =>
      new ApexList(data.rows.element, data.rows.items.slice((data.number - 1) * data.size, data.number * data.size)),
    'SObject getRecord()': ({ data }: SetController) =>
      new SObjectRecord((data.rows.element as { object: ObjectDescribe }).object),
    'List<SObject> getSelected()': ({ data }: SetController) => data.selected,
    'void setSelected(List<SObject> records)': ({ data }: SetController, records: ApexList) => {
      data.selected = present(records);
    },
    'Integer getPageSize()': ({ data }: SetController) => data.size,
    'void setPageSize(Integer size)': ({ data }: SetController, size: number) => {
      data.size = present(size);
    },
    'Integer getPageNumber()': ({ data }: SetController) => data.number,
    'void setPageNumber(Integer number)': goTo,
    'Integer getResultSize()': ({ data }: SetController) => data.rows.items.length,
    'Boolean getCompleteResult()': () => true,
    'Boolean getHasNext()': (self: SetController) => self.data.number < pageCount(self),
    'Boolean getHasPrevious()': (self: SetController) => self.data.number > 1,
    'void first()': (self: SetController) => goTo(self, 1),
    'void last()': (self: SetController) => goTo(self, pageCount(self)),
    'void next()': (self: SetController) => goTo(self, self.data.number + 1),
    'void previous()': (self: SetController) => goTo(self, self.data.number - 1),
    'PageReference cancel()': () => page('/'),
    'PageReference save()': (self: SetController) => {
      const { org, caller } = current();
      const records = self.data.selected.items as SObjectRecord[];
      org.dml('update', records.map(dmlRow), { access: accessFor(caller), allOrNone: true });
      return page('/');
    }
  }
});
