import type { ServerContext } from '../context.ts';
import type { DeployOptions } from '../metadata/deploy-result.ts';
import { withDefaults } from '../metadata/metadata-resources.ts';
import { METADATA_TYPES, OBJECT_CHILDREN } from '../metadata/metadata-types.ts';
import { listComponents } from '../metadata/list-components.ts';
import { RestError, notEmulated } from '../rest/rest-error.ts';
import type { SoapApi, SoapCall, SoapOperation } from './soap-router.ts';
import { many, text, tree } from './xml.ts';
import type { XmlTree } from './xml.ts';

const flag = (value: XmlTree, name: string): boolean | undefined => {
  const given = text(value[name]);
  return given === undefined || given === '' ? undefined : given === 'true';
};

function optionsOf(given: XmlTree): DeployOptions {
  const options: Partial<DeployOptions> = {};
  for (const name of ['checkOnly', 'ignoreWarnings', 'rollbackOnError'] as const) {
    const value = flag(given, name);
    if (value !== undefined) options[name] = value;
  }
  options.runTests = many(given.runTests)
    .map((test) => text(test) ?? '')
    .filter((test) => test !== '');
  const level = text(given.testLevel);
  if (level !== undefined && level !== '') options.testLevel = level;
  return withDefaults(options);
}

const deploy: SoapOperation = (call, context) => {
  const { userId } = call.access();
  const zip = text(call.parameters.ZipFile);
  if (zip === undefined || zip === '') throw new RestError(500, 'INVALID_FIELD', 'ZipFile is missing');
  const options = optionsOf(tree(call.parameters.DeployOptions));
  const id = context.deployments.enqueue(Buffer.from(zip, 'base64'), options, userId);
  return { result: { done: false, id, state: 'Queued' } };
};

const checkDeployStatus: SoapOperation = (call, context) => {
  call.access();
  const id = text(call.parameters.asyncProcessId) ?? '';
  return { result: context.deployments.result(id, flag(call.parameters, 'includeDetails') === true) };
};

const cancelDeploy: SoapOperation = (call, context) => {
  call.access();
  const id = text(call.parameters.String) ?? text(call.parameters.asyncProcessId) ?? '';
  return { result: { done: context.deployments.cancel(id), id } };
};

const describeMetadata = (call: SoapCall, context: ServerContext) => {
  call.access();
  const children = OBJECT_CHILDREN.map((child) => child.name);
  return {
    result: {
      metadataObjects: METADATA_TYPES.map((type) => ({
        childXmlNames: type.name === 'CustomObject' ? children : type.name === 'CustomLabels' ? ['CustomLabel'] : [],
        directoryName: type.directory,
        inFolder: type.inFolder === true,
        metaFile: type.metaFile === true,
        ...(type.suffix === undefined || type.suffix === '' ? {} : { suffix: type.suffix }),
        xmlName: type.name
      })),
      organizationNamespace: context.org.project.namespace,
      partialSaveAllowed: true,
      testRequired: false
    }
  };
};

const listMetadata: SoapOperation = (call, context) => {
  const { userId } = call.access();
  const types = many(call.parameters.queries).map((query) => text(tree(query).type) ?? '');
  return { result: types.flatMap((type) => listComponents(context.org, type, userId)) };
};

const refused =
  (what: string): SoapOperation =>
  () => {
    throw notEmulated(what);
  };

/** The Metadata API: deployments, and lists of what is there. */
export const METADATA_API: SoapApi = {
  letter: 'm',
  namespace: 'http://soap.sforce.com/2006/04/metadata',
  operations: {
    deploy,
    checkDeployStatus,
    cancelDeploy,
    describeMetadata,
    listMetadata,
    deployRecentValidation: refused('quick deployments of what was validated'),
    retrieve: refused('metadata retrieve'),
    readMetadata: refused('readMetadata')
  }
};
