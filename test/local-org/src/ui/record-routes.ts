import express, { type Request, type Response, type Router } from 'express';
import { noteSeen } from '../platform/recent-records.ts';
import { OrgError } from '../platform/org.ts';
import type { FieldValue } from '../schema/schema.ts';
import { applicationOf } from './applications.ts';
import { FormData } from './form-data.ts';
import { PageData } from './page-data.ts';
import type { PageServerOptions, PageUser } from './page-options.ts';
import { actionsOf } from './quick-actions.ts';
import { recordPage } from './record-page.ts';
import { objectNamed, objectOfId, parameter } from './requests.ts';

type Values = Record<string, FieldValue>;

/** What record pages and forms ask for: the record, its related lists, forms, lookups, saving and deleting. */
export function recordRoutes(options: PageServerOptions, userOf: (request: Request) => PageUser): Router {
  const { org, project } = options;
  const router = express.Router();
  const dataOf = (request: Request): PageData => new PageData(org, project, userOf(request).id);
  const formsOf = (request: Request): FormData => new FormData(org, project, userOf(request).id);

  router.get('/record/:id', (request, response) => {
    const object = objectOfId(org, request.params.id);
    const record = dataOf(request).record(object, request.params.id);
    if (record === undefined) {
      throw new OrgError('NOT_FOUND', 'The record does not exist, or you may not see it.');
    }
    const { id: userId } = userOf(request);
    noteSeen(org, userId, object, request.params.id);
    const page = recordPage(project, object, applicationOf(project, request).name, {
      field: (name) => record.fields.find((one) => one.apiName.toLowerCase() === name.toLowerCase())?.value,
      customPermission: (name) => org.rights(userId).customPermission(name)
    });
    response.json({ record, page, actions: actionsOf(org, project, object, userId) });
  });
  router.get('/related/:id', (request, response) => {
    response.json({ tables: dataOf(request).related(objectOfId(org, request.params.id), request.params.id) });
  });
  router.get('/form/:object', (request, response) => {
    const object = objectNamed(org, request.params.object);
    const recordId = parameter(request, 'recordId') || null;
    const given = JSON.parse(parameter(request, 'defaults') || '{}') as Values;
    const names = parameter(request, 'fields');
    const forms = formsOf(request);
    response.json(
      names === ''
        ? forms.form(object, recordId, given)
        : {
            object: { apiName: object.apiName, label: object.label },
            fields: forms.fields(object, recordId, names.split(','))
          }
    );
  });
  router.get('/lookup/:object', (request, response) => {
    response.json(formsOf(request).lookup(objectNamed(org, request.params.object), parameter(request, 'q')));
  });
  router.post('/save/:object', express.json({ limit: '1mb' }), (request, response) => {
    const { id, fields } = request.body as { id: string | null; fields: Values };
    sendSaved(response, formsOf(request).save(objectNamed(org, request.params.object), id, fields));
  });
  router.delete('/record/:id', (request, response) => {
    sendSaved(response, formsOf(request).remove(objectOfId(org, request.params.id), request.params.id));
  });
  return router;
}

const UNPROCESSABLE = 422;

function sendSaved(response: Response, saved: ReturnType<FormData['save']>): void {
  response.status('faults' in saved ? UNPROCESSABLE : 200).json(saved);
}
