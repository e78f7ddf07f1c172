import { declare, libraryClass } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { text } from '../runtime/text.ts';
import { current } from '../runtime/transaction.ts';
import { userZone } from '../runtime/user-zone.ts';
import { ApexDatetime } from '../runtime/values/dates.ts';
import { enumValues, NativeObject } from '../runtime/values/objects.ts';
import { hashCode } from './object.ts';
import { equal } from '../runtime/values/equality.ts';
import { SYSTEM_ASSERTS } from './asserts.ts';
import { SYSTEM_JOBS } from './jobs.ts';
import { currentPage } from './visualforce.ts';
import { today } from './dates.ts';
import { timeZone } from './time-zone.ts';

const now = (): number => current().org.clock.now();

declare({
  name: 'LoggingLevel',
  kind: 'enum',
  constants: ['NONE', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'FINE', 'FINER', 'FINEST', 'INTERNAL']
});
declare({ name: 'AccessLevel', kind: 'enum', constants: ['USER_MODE', 'SYSTEM_MODE'] });
declare({
  name: 'AccessType',
  kind: 'enum',
  constants: ['CREATABLE', 'READABLE', 'UPDATABLE', 'UPSERTABLE']
});
declare({
  name: 'Quiddity',
  kind: 'enum',
  constants: (
    'ANONYMOUS AURA BATCH_ACS BATCH_APEX BATCH_CHUNK_PARALLEL BATCH_CHUNK_SERIAL BULK_API COMMERCE_INTEGRATION ' +
    'DISCOVERABLE_LOGIN EXTERNAL_SERVICE_CALLBACK FUNCTION_CALLBACK FUTURE INBOUND_EMAIL_SERVICE ' +
    'INVOCABLE_ACTION IOT PLATFORM_EVENT_PUBLISH_CALLBACK POST_INSTALL_SCRIPT QUEUEABLE QUICK_ACTION REMOTE_ACTION ' +
    'REST RUNTEST_ASYNC RUNTEST_DEPLOY RUNTEST_SYNC SCHEDULED SOAP SYNCHRONOUS TRANSACTION_FINALIZER_QUEUEABLE UNDEFINED VF'
  ).split(' ')
});

/** Where `System.debug` writes, when someone wants to see it. */
export const debugSink: { write: ((line: string) => void) | null } = { write: null };

declare({
  name: 'System',
  statics: {
    ...SYSTEM_ASSERTS,
    'void debug(Object message)': (message: unknown) => debugSink.write?.(text(message)),
    'void debug(LoggingLevel level, Object message)': (_: unknown, message: unknown) =>
      debugSink.write?.(text(message)),
    'Date today()': today,
    'Datetime now()': () => new ApexDatetime(now()),
    'Long currentTimeMillis()': () => BigInt(now()),
    'Boolean isBatch()': () => current().quiddity === 'batch',
    'Boolean isFuture()': () => current().quiddity === 'future',
    'Boolean isQueueable()': () => current().quiddity === 'queueable',
    'Boolean isScheduled()': () => current().quiddity === 'scheduled',
    'Integer hashCode(Object value)': hashCode,
    'Boolean equals(Object a, Object b)': (a: unknown, b: unknown) => equal(a, b, false),
    ...SYSTEM_JOBS,
    'PageReference currentPageReference()': currentPage
  }
});

declare({
  name: 'Request',
  statics: { 'Request getCurrent()': () => new NativeObject(present(libraryClass('Request')), null) },
  methods: { 'String getRequestId()': () => 'local-org', 'Quiddity getQuiddity()': () => quiddity() }
});

function quiddity(): unknown {
  const symbol = libraryClass('Quiddity');
  const name = {
    test: 'runtest_sync',
    aura: 'aura',
    queueable: 'queueable',
    future: 'future',
    batch: 'batch_apex',
    scheduled: 'scheduled',
    trigger: 'synchronous',
    anonymous: 'anonymous',
    rest: 'rest'
  }[current().quiddity];
  return symbol ? enumValues(symbol).get(name) : null;
}

declare({ name: 'Label' });

declare({
  name: 'UserInfo',
  statics: {
    'Id getUserId()': () => current().userId,
    'Id getOrganizationId()': () => current().org.organizationId,
    'String getUserName()': () => userField('Username'),
    'String getName()': () => userField('Name'),
    'String getFirstName()': () => userField('FirstName'),
    'String getLastName()': () => userField('LastName'),
    'String getUserEmail()': () => userField('Email'),
    'Id getProfileId()': () => userField('ProfileId'),
    'Id getUserRoleId()': () => userField('UserRoleId'),
    'String getUserType()': () => 'Standard',
    'String getLocale()': () => userField('LocaleSidKey') ?? 'en_US',
    'String getLanguage()': () => userField('LanguageLocaleKey') ?? 'en_US',
    'String getDefaultCurrency()': () => 'USD',
    'String getOrganizationName()': () => 'Local Org',
    'String getSessionId()': () => 'local-org-session',
    'String getUiTheme()': () => 'Theme4d',
    'String getUiThemeDisplayed()': () => 'Theme4d',
    'TimeZone getTimeZone()': () => timeZone(userZone()),
    'Boolean isMultiCurrencyOrganization()': () => false
  }
});

function userField(name: string): string | null {
  const { org, userId } = current();
  const { rows } = org.query(
    {
      text: '',
      select: [{ kind: 'field', expression: { kind: 'path', path: [name] } }],
      from: { object: 'User' },
      where: {
        kind: 'compare',
        field: { kind: 'path', path: ['Id'] },
        operator: '=',
        value: { kind: 'bind', index: 0 }
      },
      orderBy: [],
      forUpdate: false,
      allRows: false,
      bindCount: 1,
      binds: ['id']
    },
    [userId],
    { userId, mode: 'system', sharing: false }
  );
  const value = rows[0]?.fields.get(name) ?? null;
  return value === null ? null : String(value);
}
