import { declare, libraryType } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { current, type Transaction } from '../runtime/transaction.ts';
import { ApexMap } from '../runtime/values/collections.ts';
import { beanFields, newBean, type Bean } from './bean.ts';

const texts = (): ApexMap => new ApexMap(libraryType('String'), libraryType('String'));

const addTo =
  (key: string) =>
  (self: Bean, name: string, value: string): void => {
    (self.data[key] as ApexMap).put(present(name), value);
  };

declare({
  name: 'RestRequest',
  constructors: {
    '()': () => newBean('RestRequest', { headers: texts(), params: texts() })
  },
  fields: beanFields(
    'Map<String,String> headers',
    'Map<String,String> params',
    'String httpMethod',
    'String remoteAddress',
    'Blob requestBody',
    'String requestURI',
    'String resourcePath'
  ),
  methods: {
    'void addHeader(String name, String value)': addTo('headers'),
    'void addParameter(String name, String value)': addTo('params')
  }
});
declare({
  name: 'RestResponse',
  constructors: { '()': () => newBean('RestResponse', { headers: texts() }) },
  fields: beanFields('Map<String,String> headers', 'Blob responseBody', 'Integer statusCode'),
  methods: { 'void addHeader(String name, String value)': addTo('headers') }
});

const contexts = new WeakMap<Transaction, { request: unknown; response: unknown }>();

function context(): { request: unknown; response: unknown } {
  const known = contexts.get(current()) ?? { request: null, response: null };
  contexts.set(current(), known);
  return known;
}

/** What `RestContext` gives in the running transaction. */
export function setRestContext(request: Bean, response: Bean): void {
  contexts.set(current(), { request, response });
}

declare({
  name: 'RestContext',
  staticFields: {
    'RestRequest request': {
      read: () => context().request,
      write: (value: unknown) => {
        context().request = value;
      }
    },
    'RestResponse response': {
      read: () => context().response,
      write: (value: unknown) => {
        context().response = value;
      }
    }
  }
});
