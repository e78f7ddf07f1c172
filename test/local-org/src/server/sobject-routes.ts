import express from 'express';
import type { Request, Router } from 'express';
import type { FieldDescribe, FieldValue, ObjectDescribe } from '../schema/schema.ts';
import type { Access, DmlOperation } from '../platform/org.ts';
import { parseSoql } from '../soql/parse.ts';
import { normalizeId } from '../store/ids.ts';
import { accessOf } from './authenticate.ts';
import type { ServerContext } from './context.ts';
import { describeObject, describeSummary } from './describe.ts';
import { jsonRow, rowJson } from './record-json.ts';
import { RestError, RowError, notFound } from './rest-error.ts';
import { save } from './write.ts';
import type { SaveResult } from './write.ts';

type Params = Record<'version' | 'object' | 'id' | 'field' | 'value', string>;

class SObjectResource {
  private readonly context: ServerContext;

  constructor(context: ServerContext) {
    this.context = context;
  }

  object(name: string, access: Access): ObjectDescribe {
    const object = this.context.org.schema.exact(name);
    if (object === undefined || !this.context.org.rights(access.userId).object(object).read) throw notFound();
    return object;
  }

  key(object: ObjectDescribe, name: string): FieldDescribe {
    const field = object.fields.get(name.toLowerCase());
    if (field !== undefined && (field.externalId || field.unique || field.type === 'id')) return field;
    throw notFound(`Provided external ID field does not exist or is not accessible: ${name}`);
  }

  read(
    object: ObjectDescribe,
    key: FieldDescribe,
    value: FieldValue,
    request: Request<Params>
  ): Record<string, unknown> {
    const access = accessOf(request);
    const rights = this.context.org.rights(access.userId);
    const wanted = typeof request.query.fields === 'string' ? request.query.fields.split(',') : undefined;
    const names =
      wanted ??
      [...object.fields.values()]
        .filter((field) => field.notEmulated === undefined && rights.field(object, field).read)
        .map((field) => field.apiName);
    const query = parseSoql(`SELECT ${names.join(',')} FROM ${object.apiName} WHERE ${key.apiName} = :value`);
    const { rows } = this.context.org.query(query, [value], access);
    const [row] = rows;
    if (row === undefined) throw notFound();
    if (rows.length > 1)
      throw new RestError(300, 'DUPLICATE_EXTERNAL_ID', `${rows.length} records have this value in ${key.apiName}`);
    return rowJson(row, query, this.context.org.schema, request.params.version, false);
  }

  write(
    operation: DmlOperation,
    object: ObjectDescribe,
    json: unknown,
    access: Access,
    externalIdField?: string
  ): SaveResult {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new RestError(
        400,
        'JSON_PARSER_ERROR',
        'the body must be one JSON object (Content-Type: application/json)'
      );
    }
    const row = jsonRow(json as Record<string, unknown>, object, this.context.org.schema);
    const options = { access, allOrNone: true, ...(externalIdField === undefined ? {} : { externalIdField }) };
    const [result] = save(this.context, operation, [row], options);
    if (result?.success !== true) throw new RowError(result?.errors ?? []);
    return result;
  }
}

/** `/sobjects…`: describe, and one record at a time. */
export function sobjectRouter(context: ServerContext): Router {
  const router = express.Router({ mergeParams: true });
  const resource = new SObjectResource(context);
  const access = (request: Request<Params>): Access => accessOf(request);
  const id = (request: Request<Params>): string => {
    const given = normalizeId(request.params.id);
    if (given === undefined) throw notFound();
    return given;
  };

  router.get('/sobjects', (request: Request<Params>, response) => {
    const { userId } = access(request);
    const rights = context.org.rights(userId);
    const sobjects = context.org.schema.objects
      .filter((object) => rights.object(object).read)
      .map((object) => describeSummary(object, context.org, userId, request.params.version));
    response.json({ encoding: 'UTF-8', maxBatchSize: 200, sobjects });
  });
  router.get('/sobjects/:object', (request: Request<Params>, response) => {
    const object = resource.object(request.params.object, access(request));
    response.json({
      objectDescribe: describeSummary(object, context.org, access(request).userId, request.params.version),
      recentItems: []
    });
  });
  router.get('/sobjects/:object/describe', (request: Request<Params>, response) => {
    const object = resource.object(request.params.object, access(request));
    response.json(describeObject(object, context.org, access(request).userId, request.params.version));
  });
  router.post('/sobjects/:object', (request: Request<Params>, response) => {
    const object = context.org.schema.exact(request.params.object);
    if (object === undefined) throw notFound();
    response.status(201).json(resource.write('insert', object, request.body, access(request)));
  });
  router.get('/sobjects/:object/:id', (request: Request<Params>, response) => {
    const object = resource.object(request.params.object, access(request));
    response.json(resource.read(object, resource.key(object, 'Id'), id(request), request));
  });
  router.patch('/sobjects/:object/:id', (request: Request<Params>, response) => {
    const object = resource.object(request.params.object, access(request));
    resource.write('update', object, { ...(request.body as object), Id: id(request) }, access(request));
    response.status(204).end();
  });
  router.delete('/sobjects/:object/:id', (request: Request<Params>, response) => {
    const object = resource.object(request.params.object, access(request));
    resource.write('delete', object, { Id: id(request) }, access(request));
    response.status(204).end();
  });
  router.get('/sobjects/:object/:field/:value', (request: Request<Params>, response) => {
    const object = resource.object(request.params.object, access(request));
    response.json(resource.read(object, resource.key(object, request.params.field), request.params.value, request));
  });
  router.patch('/sobjects/:object/:field/:value', (request: Request<Params>, response) => {
    const object = resource.object(request.params.object, access(request));
    const key = resource.key(object, request.params.field);
    const body = { ...(request.body as object), [key.apiName]: request.params.value };
    const result = resource.write('upsert', object, body, access(request), key.apiName);
    response.status(result.created === true ? 201 : 200).json(result);
  });
  return router;
}
