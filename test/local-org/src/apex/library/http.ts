import { declare, libraryClass, libraryType } from '../types/library.ts';
import { callOut } from '../platform/callout.ts';
import { invoke } from '../runtime/dispatch.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexBlob } from '../runtime/values/blob.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { NativeObject } from '../runtime/values/objects.ts';

interface Message {
  method: string;
  endpoint: string;
  body: Buffer;
  status: string;
  statusCode: number;
  headers: Map<string, { name: string; value: string }>;
  timeout: number;
}

type HttpMessage = NativeObject<Message>;

const message = (name: string) => (): HttpMessage =>
  new NativeObject(present(libraryClass(name)), {
    method: 'GET',
    endpoint: '',
    body: Buffer.alloc(0),
    status: 'OK',
    statusCode: 200,
    headers: new Map(),
    timeout: 10_000
  });

const COMMON = {
  'String getBody()': (self: HttpMessage) => self.data.body.toString('utf8'),
  'Blob getBodyAsBlob()': (self: HttpMessage) => new ApexBlob(self.data.body),
  'void setBody(String body)': (self: HttpMessage, body: string) => {
    self.data.body = Buffer.from(present(body), 'utf8');
  },
  'void setBodyAsBlob(Blob body)': (self: HttpMessage, body: ApexBlob) => {
    self.data.body = body.bytes;
  },
  'String getHeader(String name)': (self: HttpMessage, name: string) =>
    self.data.headers.get(name.toLowerCase())?.value ?? null,
  'void setHeader(String name, String value)': (self: HttpMessage, name: string, value: string) => {
    self.data.headers.set(name.toLowerCase(), { name, value });
  }
};

declare({
  name: 'HttpRequest',
  constructors: { '()': message('HttpRequest') },
  methods: {
    ...COMMON,
    'String getMethod()': (self: HttpMessage) => self.data.method,
    'void setMethod(String method)': (self: HttpMessage, method: string) => {
      self.data.method = method;
    },
    'String getEndpoint()': (self: HttpMessage) => self.data.endpoint,
    'void setEndpoint(String endpoint)': (self: HttpMessage, endpoint: string) => {
      self.data.endpoint = endpoint;
    },
    'void setTimeout(Integer timeout)': (self: HttpMessage, timeout: number) => {
      self.data.timeout = timeout;
    },
    'void setCompressed(Boolean compressed)': () => undefined
  }
});

declare({
  name: 'HttpResponse',
  constructors: { '()': message('HttpResponse') },
  methods: {
    ...COMMON,
    'Integer getStatusCode()': (self: HttpMessage) => self.data.statusCode,
    'void setStatusCode(Integer code)': (self: HttpMessage, code: number) => {
      self.data.statusCode = code;
    },
    'String getStatus()': (self: HttpMessage) => self.data.status,
    'void setStatus(String status)': (self: HttpMessage, status: string) => {
      self.data.status = status;
    },
    'List<String> getHeaderKeys()': (self: HttpMessage) =>
      new ApexList(
        libraryType('String'),
        [...self.data.headers.values()].map((header) => header.name)
      )
  }
});

/** Tests are answered by their mock; outside of them, requests go out. */
function send(request: HttpMessage): unknown {
  const { test, limits, uncommitted, savepoints } = current();
  if (uncommitted || savepoints.length) {
    raise('CalloutException', 'You have uncommitted work pending. Please commit or rollback before calling out');
  }
  limits.use('callouts');
  if (test?.mock) {
    return invoke(test.mock, 'respond', [request]);
  }
  if (test) {
    raise('TypeException', 'Methods defined as TestMethod do not support Web service callouts');
  }
  return received(request.data);
}

function received({ method, endpoint, headers, body, timeout }: Message): HttpMessage {
  const answer = callOut({
    method,
    endpoint,
    timeout,
    body,
    headers: Object.fromEntries([...headers.values()].map(({ name, value }) => [name, value]))
  });
  const response = message('HttpResponse')();
  response.data.statusCode = answer.status;
  response.data.status = answer.statusText;
  response.data.body = Buffer.from(answer.body);
  for (const [name, value] of answer.headers) {
    response.data.headers.set(name, { name, value });
  }
  return response;
}

declare({
  name: 'Http',
  constructors: { '()': () => new NativeObject(present(libraryClass('Http')), null) },
  methods: { 'HttpResponse send(HttpRequest request)': (_: unknown, request: HttpMessage) => send(request) }
});
