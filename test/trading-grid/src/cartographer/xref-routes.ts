import express, { type Request, type Response, Router } from 'express';
import { mailboxOf } from '../http/tokens.ts';
import type { GridState } from '../state/grid-state.ts';
import { page, refuse } from './answers.ts';
import {
  type CrossReferences,
  type Entity,
  PREXREF_FIELDS,
  type PrexrefEntry,
  type XrefEntry
} from './cross-references.ts';

/** `/cartographer/xref/v1/solutions/{solutionId}/…`: cross references. */
export function xrefRoutes(state: GridState, references: CrossReferences, userOf: (mailbox: string) => string): Router {
  const router = Router({ mergeParams: true });
  router.use(express.json());
  const solution = (request: Request) => String(request.params['solutionId']);

  const entityOf = (request: Request, response: Response): Entity | undefined => {
    const name = String(request.params['name']);
    const entity = references.entity(solution(request), name);
    if (!entity) refuse(response, 404, `There is no entity ${name}.`, 'XREF-404');
    return entity;
  };
  const writable = (request: Request, response: Response): Entity | undefined => {
    const entity = entityOf(request, response);
    if (!entity) return undefined;
    const user = userOf(mailboxOf(response));
    if (entity.isReadOnly) refuse(response, 403, `Entity ${entity.name} is read-only.`, 'XREF-READ-ONLY');
    else if (entity.lock && entity.lock.userName !== user) {
      refuse(response, 403, `Entity ${entity.name} is reserved by ${entity.lock.userName}.`, 'XREF-RESERVED');
    } else return entity;
    return undefined;
  };
  const entryOf = (entity: Entity, request: Request, response: Response): XrefEntry | undefined => {
    const key = String(request.params['key']);
    const entry = entity.entries[key];
    if (!entry) refuse(response, 404, `Entity ${entity.name} has no entry ${key}.`, 'XREF-404');
    return entry;
  };

  router.get('/entities', (request, response) => {
    response.json(page(request, 'entities', references.entities(solution(request)).map(summary)));
  });
  router.get('/entities/:name/header-config', (request, response) => {
    const entity = entityOf(request, response);
    if (entity) response.json({ keyHeaders: entity.keyHeaders, valueHeaders: entity.valueHeaders });
  });
  router.get('/entities/:name/content', (request, response) => {
    const entity = entityOf(request, response);
    if (entity)
      response.json(
        page(
          request,
          'entries',
          Object.values(entity.entries).map((entry) => ({ ...entry, type: 'USER' }))
        )
      );
  });
  router.get('/entities/:name/content-search', (request, response) => {
    const entity = entityOf(request, response);
    if (entity)
      answerSearch(request, response, Object.values(entity.entries), ({ key, values }) => [
        key,
        ...values.map(({ value }) => value)
      ]);
  });
  router.get('/entities/:name/export', (request, response) => {
    const entity = entityOf(request, response);
    if (!entity) return;
    const lines = [
      [...entity.keyHeaders, ...entity.valueHeaders].map(({ name }) => name),
      ...Object.values(entity.entries).map(({ key, values }) => [
        ...key.split('|'),
        ...entity.valueHeaders.map((_, at) => values.find(({ index }) => index === at + 1)?.value ?? '')
      ])
    ];
    response.attachment(`${entity.name}.csv`).send(lines.map((line) => `${line.map(quoted).join(',')}\r\n`).join(''));
  });
  router.patch('/entities/:name/state', (request, response) => {
    const entity = writable(request, response);
    if (!entity) return;
    const { action } = (request.body ?? {}) as { action?: string };
    if (action === 'reserve') {
      const user = userOf(mailboxOf(response));
      entity.lock = { userName: user, userId: user, timestamp: state.clock.now() };
      references.save(entity);
      response.json(entity.lock);
    } else if (action === 'unreserve') {
      references.save({ ...entity, lock: null });
      response.status(204).end();
    } else refuse(response, 400, 'action is reserve or unreserve.', 'XREF-400');
  });

  router.post('/entities/:name/entries', (request, response) => {
    const entity = writable(request, response);
    if (!entity) return;
    const entry = references.check(entity, request.body);
    if (typeof entry === 'string') refuse(response, 400, entry, 'XREF-400');
    else if (entity.entries[entry.key]) refuse(response, 400, `Entry ${entry.key} exists already.`, 'XREF-EXISTS');
    else {
      entity.entries[entry.key] = entry;
      references.save(entity);
      response.status(201).json(entry);
    }
  });
  router.get('/entities/:name/entries/:key', (request, response) => {
    const entity = entityOf(request, response);
    const entry = entity && entryOf(entity, request, response);
    if (entry) response.json(entry);
  });
  router.put('/entities/:name/entries/:key', (request, response) => {
    const entity = writable(request, response);
    const known = entity && entryOf(entity, request, response);
    if (!known) return;
    const entry = references.check(entity, { ...(request.body as object), key: known.key });
    if (typeof entry === 'string') refuse(response, 400, entry, 'XREF-400');
    else {
      entity.entries[entry.key] = entry;
      references.save(entity);
      response.json(entry);
    }
  });
  router.delete('/entities/:name/entries/:key', (request, response) => {
    const entity = writable(request, response);
    const entry = entity && entryOf(entity, request, response);
    if (!entry) return;
    const entries = Object.entries(entity.entries).filter(([key]) => key !== entry.key);
    references.save({ ...entity, entries: Object.fromEntries(entries) });
    response.status(204).end();
  });

  router.get('/prexref/content', (request, response) => {
    response.json(page(request, 'entries', references.prexref(solution(request))));
  });
  router.get('/prexref/content-search', (request, response) => {
    answerSearch(request, response, references.prexref(solution(request)), (entry) =>
      PREXREF_FIELDS.map((name) => entry[name])
    );
  });
  const prexrefOf = (request: Request, response: Response): PrexrefEntry | undefined => {
    const body = (request.body ?? {}) as Partial<Record<string, unknown>>;
    const missing = PREXREF_FIELDS.filter((name) => typeof body[name] !== 'string' || body[name] === '');
    if (missing.length === 0)
      return Object.fromEntries(PREXREF_FIELDS.map((name) => [name, body[name]])) as unknown as PrexrefEntry;
    refuse(response, 400, `Missing: ${missing.join(', ')}.`, 'XREF-400');
    return undefined;
  };
  router.post('/prexref/entries', (request, response) => {
    const entry = prexrefOf(request, response);
    if (!entry) return;
    if (references.findPrexref(solution(request), entry))
      refuse(response, 400, 'The entry exists already.', 'XREF-EXISTS');
    else {
      references.putPrexref(solution(request), entry);
      response.status(201).json(entry);
    }
  });
  router.put('/prexref/entries', (request, response) => {
    const entry = prexrefOf(request, response);
    if (!entry) return;
    if (!references.findPrexref(solution(request), entry)) refuse(response, 404, 'There is no such entry.', 'XREF-404');
    else {
      references.putPrexref(solution(request), entry);
      response.json(entry);
    }
  });
  router.delete('/prexref/entries', (request, response) => {
    const entry = prexrefOf(request, response);
    if (!entry) return;
    if (references.removePrexref(solution(request), entry)) response.status(204).end();
    else refuse(response, 404, 'There is no such entry.', 'XREF-404');
  });
  return router;
}

function answerSearch<T>(request: Request, response: Response, all: T[], texts: (entry: T) => string[]): void {
  const token = request.query['searchToken'];
  if (typeof token !== 'string' || token === '') {
    refuse(response, 400, 'searchToken is missing.', 'XREF-400');
    return;
  }
  const found = all.filter((entry) => texts(entry).some((text) => text.toLowerCase().includes(token.toLowerCase())));
  if (request.query['onlyCount'] === 'true') response.json({ totalCount: found.length });
  else response.json(page(request, 'entries', found));
}

function summary(entity: Entity): object {
  const { id, name, description, createDate, isReadOnly, maxRows, lock, entries } = entity;
  return {
    id, name, description, numberRows: Object.keys(entries).length, numberVersions: 1, createDate,
    availableDate: createDate, isReadOnly, isLocked: lock !== null, lockDate: lock?.timestamp ?? null,
    lockedBy: lock?.userName ?? null, maxRows, keyDelimiter: '|', valueDelimiter: '|', prefix: '', uniqueKey: true
  }; // prettier-ignore
}

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
