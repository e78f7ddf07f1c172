import type { FieldValue } from '../../schema/schema.ts';
import { parseSoql } from '../../soql/parse.ts';
import { datetimeText } from '../../soql/literals.ts';
import type { ServerContext } from '../context.ts';
import { RestError } from '../rest/rest-error.ts';
import type { SoapApi, SoapCall, SoapOperation } from './soap-router.ts';
import { text } from './xml.ts';

const USER = parseSoql(
  `SELECT Username, Name, Email, ProfileId, UserRoleId, UserType, LocaleSidKey, LanguageLocaleKey, TimeZoneSidKey
   FROM User WHERE Id = :id`
);

function userInfo(context: ServerContext, userId: string): Record<string, unknown> {
  const [row] = context.org.query(USER, [userId], { userId, mode: 'system', sharing: false }).rows;
  const field = (name: string): FieldValue => row?.fields.get(name) ?? null;
  return {
    organizationId: context.org.organizationId,
    organizationMultiCurrency: false,
    organizationName: 'Local Org',
    profileId: field('ProfileId'),
    roleId: field('UserRoleId'),
    userEmail: field('Email'),
    userFullName: field('Name'),
    userId,
    userLanguage: field('LanguageLocaleKey'),
    userLocale: field('LocaleSidKey'),
    userName: field('Username'),
    userTimeZone: field('TimeZoneSidKey'),
    userType: field('UserType')
  };
}

const login: SoapOperation = (call, context) => {
  const userId = context.org.users.byUsername(text(call.parameters.username) ?? '');
  if (userId === undefined || !context.sessions.isPassword(userId, text(call.parameters.password) ?? '')) {
    throw new RestError(
      500,
      'INVALID_LOGIN',
      'Invalid username, password, security token; or user locked out. (Users of a local org have a password once one is set: POST /sobjects/User/ID/password.)'
    );
  }
  const url = context.instanceUrl(call.baseUrl);
  const api = (letter: string): string =>
    `${url}/services/Soap/${letter}/${call.version}/${context.org.organizationId}`;
  return {
    result: {
      metadataServerUrl: api('m'),
      passwordExpired: false,
      sandbox: false,
      serverUrl: api('u'),
      sessionId: context.sessions.create(userId).token,
      userId,
      userInfo: userInfo(context, userId)
    }
  };
};

const logout: SoapOperation = (call, context) => {
  call.access();
  context.sessions.revoke(call.token ?? '');
  return {};
};

const timestamp = (call: SoapCall, context: ServerContext) => {
  call.access();
  return { result: { timestamp: datetimeText(context.org.clock.now()).replace('+0000', 'Z') } };
};

/** The partner API, as far as clients need it to log in. */
export const PARTNER_API: SoapApi = {
  letter: 'u',
  namespace: 'urn:partner.soap.sforce.com',
  operations: {
    login,
    logout,
    getUserInfo: (call, context) => ({ result: userInfo(context, call.access().userId) }),
    getServerTimestamp: timestamp
  }
};
