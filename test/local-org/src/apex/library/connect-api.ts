import { declare, libraryType } from '../types/library.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { notEmulated, raise } from '../runtime/values/exceptions.ts';
import { beanFields, newBean } from './bean.ts';

/**
 * Connect in Apex: the data classes that code passes around, so that it compiles and its stubs can be tested. Calls are
 * not emulated; those on Chatter fail in tests without SeeAllData, as in Salesforce.
 */
declare({ name: 'ConnectApi' });

const CREDENTIAL = ['String developerName', 'String masterLabel'];
const PRINCIPAL = [
  'String principalName',
  'ConnectApi.CredentialPrincipalType principalType',
  'Integer sequenceNumber'
];
const OPTIONS = [
  'Boolean allowMergeFieldsInBody',
  'Boolean allowMergeFieldsInHeader',
  'Boolean generateAuthorizationHeader'
];

for (const [name, ...constants] of [
  ['NamedCredentialType', 'Legacy', 'PrivateEndpoint', 'SecuredEndpoint'],
  [
    'CredentialAuthenticationProtocol',
    'AwsSv4',
    'Basic',
    'Custom',
    'Jwt',
    'JwtExchange',
    'NoAuthentication',
    'OAuth',
    'Password'
  ],
  ['CredentialPrincipalType', 'AwsStsPrincipal', 'NamedPrincipal', 'PerUserPrincipal']
] as const) {
  declare({ name: `ConnectApi.${name}`, kind: 'enum', constants });
}

function declareBean(name: string, fields: string[]): void {
  declare({
    name: `ConnectApi.${name}`,
    constructors: { '()': () => newBean(`ConnectApi.${name}`) },
    fields: beanFields(...fields)
  });
}

for (const suffix of ['', 'Input']) {
  declareBean(`ExternalCredentialPrincipal${suffix}`, suffix === '' ? ['String id', ...PRINCIPAL] : PRINCIPAL);
  declareBean(`NamedCredentialCalloutOptions${suffix}`, OPTIONS);
  declareBean(`ExternalCredential${suffix}`, [
    ...CREDENTIAL,
    'ConnectApi.CredentialAuthenticationProtocol authenticationProtocol',
    `List<ConnectApi.ExternalCredentialPrincipal${suffix}> principals`
  ]);
  declareBean(`NamedCredential${suffix}`, [
    ...CREDENTIAL,
    'ConnectApi.NamedCredentialType type',
    'String calloutUrl',
    `ConnectApi.NamedCredentialCalloutOptions${suffix} calloutOptions`,
    `List<ConnectApi.ExternalCredential${suffix}> externalCredentials`
  ]);
}

const call = (name: string) => (): never => {
  throw notEmulated(`ConnectApi.NamedCredentials.${name}`);
};

declare({
  name: 'ConnectApi.NamedCredentials',
  statics: {
    'ConnectApi.ExternalCredential createExternalCredential(ConnectApi.ExternalCredentialInput input)':
      call('createExternalCredential'),
    'ConnectApi.ExternalCredential getExternalCredential(String developerName)': call('getExternalCredential'),
    'ConnectApi.NamedCredential createNamedCredential(ConnectApi.NamedCredentialInput input)':
      call('createNamedCredential'),
    'ConnectApi.NamedCredential getNamedCredential(String developerName)': call('getNamedCredential')
  }
});

declareBean('FollowingPage', ['Integer total', 'List<Object> following']);
declare({
  name: 'ConnectApi.ChatterUsers',
  statics: {
    // Nobody follows anything here.
    'ConnectApi.FollowingPage getFollowings(String communityId, String userId)': () => {
      if (current().test && !current().test?.seesAllData) {
        raise(
          'UnsupportedOperationException',
          'ConnectApi methods are not supported in data siloed tests. Please use @IsTest(SeeAllData=true).'
        );
      }
      return newBean('ConnectApi.FollowingPage', { total: 0, following: new ApexList(libraryType('Object')) });
    }
  }
});
