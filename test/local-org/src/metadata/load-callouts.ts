import type { AssignmentRules, NamedCredential } from './project.ts';
import type { Naming } from './namespace.ts';
import { withSuffix } from './project-files.ts';
import type { ProjectFiles } from './project-files.ts';
import { readMetadata } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** Protocols of legacy named credentials and external credentials that add nothing to a request. */
const NOTHING_ADDED = new Set(['NoAuthentication', 'Custom']);

/** What authenticates a request, as far as it is not nothing; by the name of the external credential. */
function externalProtocols(files: ProjectFiles): ReadonlyMap<string, string> {
  return new Map(
    withSuffix(files, '.externalCredential-meta.xml').map(({ name, file }) => {
      const element = readMetadata(file, 'ExternalCredential');
      const headers = element
        .all('externalCredentialParameters')
        .some((parameter) => parameter.text('parameterType') === 'AuthHeader');
      return [name, headers ? 'custom headers' : (element.text('authenticationProtocol') ?? 'Custom')];
    })
  );
}

function parameter(element: XmlElement, type: string): string | undefined {
  const found = element.all('namedCredentialParameters').find((one) => one.text('parameterType') === type);
  return found?.text('parameterValue') ?? found?.text('externalCredential');
}

/** Where `callout:Name` leads. */
export function loadNamedCredentials(files: ProjectFiles): NamedCredential[] {
  const external = externalProtocols(files);
  return withSuffix(files, '.namedCredential-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'NamedCredential');
    const credential = parameter(element, 'Authentication');
    const protocol =
      element.text('protocol') ??
      (credential === undefined ? 'NoAuthentication' : (external.get(credential) ?? 'Custom'));
    return {
      name,
      url: parameter(element, 'Url') ?? element.text('endpoint') ?? '',
      authentication: NOTHING_ADDED.has(protocol) ? undefined : protocol
    };
  });
}

/** Objects that have assignment rules, which are not emulated. */
export function loadAssignmentRules(files: ProjectFiles, naming: Naming): AssignmentRules[] {
  return withSuffix(files, '.assignmentRules-meta.xml').map(({ name }) => ({ object: naming.api(name) }));
}
