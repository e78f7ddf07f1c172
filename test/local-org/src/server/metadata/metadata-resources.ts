import { parseMultipart } from '../rest/multipart.ts';
import { ok, objectBody } from '../rest/resources.ts';
import type { Handler, ResourceCall, RestAnswer, RestResources } from '../rest/resources.ts';
import type { ServerContext } from '../context.ts';
import { RestError, notEmulated } from '../rest/rest-error.ts';
import type { DeployOptions } from './deploy-result.ts';

interface RequestJson {
  deployOptions?: Partial<DeployOptions> & { purgeOnDelete?: boolean; singlePackage?: boolean };
  validatedDeployRequestId?: string;
}

/** Options with the API's defaults; an org for development runs no tests by itself. */
export function withDefaults(options: Partial<DeployOptions>): DeployOptions {
  return {
    checkOnly: options.checkOnly ?? false,
    ignoreWarnings: options.ignoreWarnings ?? false,
    rollbackOnError: options.rollbackOnError ?? true,
    runTests: options.runTests ?? [],
    testLevel: options.testLevel ?? 'NoTestRun'
  };
}

const answer = (context: ServerContext, id: string, details: boolean): RestAnswer => {
  const deployOptions = context.deployments.options(id);
  const deployResult = context.deployments.result(id, details);
  return { status: 200, body: { id, validatedDeployRequestId: null, deployOptions, deployResult } };
};

async function deploy(call: ResourceCall, context: ServerContext): Promise<RestAnswer> {
  if (!Buffer.isBuffer(call.body)) {
    throw notEmulated('quick deployments of what was validated (validatedDeployRequestId)');
  }
  const parts = await parseMultipart(call.body, call.headers['content-type'] ?? '');
  // Clients name the part of the options as they like; Salesforce tells it by its type.
  const file = parts.find((part) => part.name === 'file');
  const json = parts.find((part) => part !== file);
  if (json === undefined || file === undefined) {
    throw new RestError(
      400,
      'INVALID_MULTIPART_REQUEST',
      'the body needs a part with the options and a part named file'
    );
  }
  const { deployOptions = {} } = JSON.parse(json.content.toString('utf8')) as RequestJson;
  const id = context.deployments.enqueue(file.content, withDefaults(deployOptions), call.access.userId);
  return { ...answer(context, id, false), status: 201 };
}

const cancel: Handler = (call, context) => {
  const id = call.params.id ?? '';
  const { deployResult } = objectBody(call) as { deployResult?: { status?: string } };
  if (deployResult?.status !== 'Canceling') {
    throw new RestError(400, 'INVALID_FIELD', 'the status of a deployment can only be set to Canceling');
  }
  context.deployments.cancel(id);
  return { ...answer(context, id, false), status: 202 };
};

/** `/metadata/deployRequest`: deployments by REST. */
export function metadataResources(resources: RestResources): void {
  resources
    .on('GET', '/metadata', (call) => ok({ deployRequest: `/services/data/${call.version}/metadata/deployRequest` }))
    .on('POST', '/metadata/deployRequest', deploy)
    .on('GET', '/metadata/deployRequest/:id', (call, context) =>
      answer(context, call.params.id ?? '', call.query.includeDetails === 'true')
    )
    .on('PATCH', '/metadata/deployRequest/:id', cancel);
}
