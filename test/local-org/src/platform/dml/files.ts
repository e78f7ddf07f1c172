import { createHash } from 'node:crypto';
import type { FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import { datetimeText } from '../../soql/literals.ts';
import type { StoredRow } from '../../store/store.ts';
import type { Chunk, SavedWork, Work } from './work.ts';

/** File types by extension, as ContentVersion names them. */
const TYPES: Record<string, string> = {
  csv: 'CSV',
  doc: 'WORD',
  docx: 'WORD_X',
  gif: 'GIF',
  html: 'HTML',
  jpeg: 'JPG',
  jpg: 'JPG',
  json: 'JSON',
  m4a: 'M4A',
  mov: 'MOV',
  mp3: 'MP3',
  mp4: 'MP4',
  pdf: 'PDF',
  png: 'PNG',
  ppt: 'POWER_POINT',
  pptx: 'POWER_POINT_X',
  rtf: 'RTF',
  snote: 'SNOTE',
  svg: 'SVG',
  txt: 'TEXT',
  xls: 'EXCEL',
  xlsx: 'EXCEL_X',
  xml: 'XML',
  zip: 'ZIP'
};

type Insert = (chunk: Chunk, works: Work[]) => void;

function required(chunk: Chunk, name: string): ObjectDescribe {
  const object = chunk.context.schema.object(name);
  if (object === undefined) throw new Error(`the schema has no object ${name}`);
  return object;
}

/** What a file's version says of its bytes and name. */
function describe(fields: StoredRow): void {
  const file = String(fields.get('PathOnClient') ?? '');
  const extension = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? null;
  const bytes = Buffer.from(String(fields.get('VersionData') ?? ''), 'base64');
  fields.set('FileExtension', extension);
  fields.set('FileType', extension === null ? 'UNKNOWN' : (TYPES[extension] ?? 'UNKNOWN'));
  fields.set('ContentSize', bytes.length);
  fields.set('Checksum', createHash('md5').update(bytes).digest('hex'));
  if ((fields.get('Title') ?? null) === null) {
    const name = file.split(/[/\\]/).at(-1) ?? '';
    fields.set('Title', extension === null ? name : name.slice(0, -extension.length - 1));
  }
}

function newDocument(chunk: Chunk, fields: StoredRow): string {
  const { store, clock } = chunk.context;
  const document = required(chunk, 'ContentDocument');
  const id = store.newIds(document, 1)[0] ?? '';
  const now = datetimeText(clock.now());
  const user = chunk.access.userId;
  const row: StoredRow = new Map<string, FieldValue>([
    ['Id', id],
    ['IsDeleted', false],
    ['OwnerId', fields.get('OwnerId') ?? user],
    ['PublishStatus', 'P'],
    ['CreatedDate', now],
    ['CreatedById', user],
    ['LastModifiedDate', now],
    ['LastModifiedById', user],
    ['SystemModstamp', now]
  ]);
  store.insert(document, [row]);
  return id;
}

/** The versions of a document stop being the latest; the next one's number comes back. */
function supersede(chunk: Chunk, documentId: string): number {
  const { store } = chunk.context;
  const version = required(chunk, 'ContentVersion');
  const rows = store.find(version, 'ContentDocumentId', [documentId], true);
  for (const row of rows) {
    if (row.get('IsLatest') === true) store.update(version, row.get('Id') as string, new Map([['IsLatest', false]]));
  }
  return Math.max(0, ...rows.map((row) => Number(row.get('VersionNumber')))) + 1;
}

/** Before versions are stored: each gets a document, a new one or the next version of the one that it names. */
export function prepareFiles(chunk: Chunk, works: readonly SavedWork[]): void {
  for (const { fields } of works) {
    describe(fields);
    const given = fields.get('ContentDocumentId') ?? null;
    const documentId = typeof given === 'string' ? given : newDocument(chunk, fields);
    fields.set('ContentDocumentId', documentId);
    fields.set('VersionNumber', String(supersede(chunk, documentId)));
    fields.set('IsLatest', true);
  }
}

function link(chunk: Chunk, documentId: FieldValue, entityId: FieldValue, shareType: string): Work {
  const fields = new Map<string, FieldValue>([
    ['ContentDocumentId', documentId],
    ['LinkedEntityId', entityId],
    ['ShareType', shareType],
    ['Visibility', 'AllUsers']
  ]);
  return { row: { object: required(chunk, 'ContentDocumentLink'), fields }, id: null, created: false, errors: [] };
}

/** After versions were stored: their documents show the latest one, and new documents are linked to their owner and place. */
export function publishFiles(chunk: Chunk, works: readonly SavedWork[], insert: Insert): void {
  const document = required(chunk, 'ContentDocument');
  const links: Work[] = [];
  for (const { fields } of works) {
    const id = fields.get('ContentDocumentId') as string;
    const shown = ['Title', 'Description', 'FileType', 'FileExtension', 'ContentSize'];
    const changes = new Map<string, FieldValue>(shown.map((name) => [name, fields.get(name) ?? null]));
    chunk.context.store.update(document, id, changes.set('LatestPublishedVersionId', fields.get('Id') ?? null));
    if (fields.get('VersionNumber') !== '1') continue;
    links.push(link(chunk, id, fields.get('OwnerId') ?? chunk.access.userId, 'I'));
    const place = fields.get('FirstPublishLocationId') ?? null;
    if (place !== null) links.push(link(chunk, id, place, 'V'));
  }
  if (links.length === 0) return;
  const access = { ...chunk.access, mode: 'system', sharing: false } as const;
  insert({ ...chunk, object: required(chunk, 'ContentDocumentLink'), operation: 'insert', access }, links);
}
