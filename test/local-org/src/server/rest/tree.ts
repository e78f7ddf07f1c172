import type { ObjectDescribe } from '../../schema/schema.ts';
import type { DmlError } from '../../platform/org.ts';
import type { ServerContext } from '../context.ts';
import { jsonRow } from './record-json.ts';
import { objectBody } from './resources.ts';
import type { ResourceCall, RestAnswer, RestResources } from './resources.ts';
import { RestError, notFound } from './rest-error.ts';
import { save } from './write.ts';

type Json = Record<string, unknown>;

const MAX_RECORDS = 200;
const MAX_TYPES = 5;
const MAX_DEPTH = 5;

interface Node {
  object: ObjectDescribe;
  referenceId: string;
  values: Json;
  /** Where its lookup to the record above stands. */
  parent: { node: Node; field: string } | undefined;
  id?: string;
}

const isTree = (value: unknown): value is { records: Json[] } =>
  typeof value === 'object' && value !== null && Array.isArray((value as { records?: unknown }).records);

/** Takes nested records apart, parents first. */
class TreeReader {
  readonly nodes: Node[] = [];
  private readonly context: ServerContext;
  private readonly references = new Set<string>();

  constructor(context: ServerContext) {
    this.context = context;
  }

  read(record: Json, object: ObjectDescribe, parent: Node['parent'], depth: number): void {
    const attributes = record.attributes as { type?: string; referenceId?: string } | undefined;
    const { referenceId } = attributes ?? {};
    if (attributes?.type?.toLowerCase() !== object.apiName.toLowerCase() || referenceId === undefined) {
      throw new RestError(
        400,
        'INVALID_INPUT',
        `each record needs attributes with type ${object.apiName} and a referenceId`
      );
    }
    if (this.references.has(referenceId)) {
      throw new RestError(400, 'INVALID_INPUT', `Duplicate ReferenceId provided in the request: ${referenceId}`);
    }
    if (depth > MAX_DEPTH) {
      throw new RestError(400, 'INVALID_INPUT', `the tree is deeper than ${MAX_DEPTH} levels`);
    }
    this.references.add(referenceId);
    const node: Node = { object, referenceId, values: {}, parent };
    this.nodes.push(node);
    for (const [name, value] of Object.entries(record)) {
      if (isTree(value)) this.readChildren(value.records, name, node, depth);
      else if (name !== 'attributes') node.values[name] = value;
    }
  }

  private readChildren(records: readonly Json[], name: string, parent: Node, depth: number): void {
    const child = parent.object.childRelationships.get(name.toLowerCase());
    const object = this.context.org.schema.exact(child?.childObject ?? '');
    if (child === undefined || object === undefined) {
      throw new RestError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${parent.object.apiName}`);
    }
    for (const record of records) this.read(record, object, { node: parent, field: child.field }, depth + 1);
  }
}

class TreeFailed extends Error {
  readonly failures: { referenceId: string; errors: DmlError[] }[];

  constructor(failures: TreeFailed['failures']) {
    super('the tree was not saved');
    this.failures = failures;
  }
}

function saveTree(context: ServerContext, nodes: readonly Node[], call: ResourceCall): void {
  const failures: TreeFailed['failures'] = [];
  const depthOf = (node: Node): number => (node.parent === undefined ? 0 : depthOf(node.parent.node) + 1);
  const levels = Map.groupBy(nodes, (node) => `${depthOf(node)} ${node.object.apiName}`);
  for (const level of levels.values()) {
    const rows = level.map((node) => {
      const lookup = node.parent === undefined ? {} : { [node.parent.field]: node.parent.node.id };
      return jsonRow({ ...node.values, ...lookup }, node.object, context.org.schema);
    });
    const results = save(context, 'insert', rows, { access: call.access, allOrNone: false });
    results.forEach((result, i) => {
      const node = level[i] as Node;
      if (result.success && result.id !== undefined) node.id = result.id;
      else failures.push({ referenceId: node.referenceId, errors: result.errors });
    });
    if (failures.length > 0) throw new TreeFailed(failures);
  }
}

function insertTree(call: ResourceCall, context: ServerContext): RestAnswer {
  const object = context.org.schema.exact(call.params.object ?? '');
  if (object === undefined) throw notFound();
  const body = objectBody(call);
  if (!isTree(body)) throw new RestError(400, 'JSON_PARSER_ERROR', 'the body needs a list named records');
  const reader = new TreeReader(context);
  for (const record of body.records) reader.read(record, object, undefined, 1);
  const { nodes } = reader;
  if (nodes.length > MAX_RECORDS || new Set(nodes.map((node) => node.object)).size > MAX_TYPES) {
    throw new RestError(400, 'INVALID_INPUT', `a request takes up to ${MAX_RECORDS} records of ${MAX_TYPES} types`);
  }
  try {
    context.org.transaction(() => saveTree(context, nodes, call));
  } catch (error) {
    if (!(error instanceof TreeFailed)) throw error;
    return { status: 400, body: { hasErrors: true, results: error.failures } };
  }
  const results = nodes.map(({ referenceId, id }) => ({ referenceId, id }));
  return { status: 201, body: { hasErrors: false, results } };
}

/** `/composite/tree/X`: records with their children, all or none. */
export function treeResources(resources: RestResources): void {
  resources.on('POST', '/composite/tree/:object', insertTree);
}
