import { applicationFormat, type ApplicationFormat } from '../application/format.ts';
import { type Idoc, IdocError, readIdocs } from '../application/idoc.ts';
import { orderOf } from '../application/idoc-order.ts';
import type { ReceivedFileRow } from '../db/schema.ts';
import type { Finding } from '../edi/finding.ts';
import { draftDocument, type DocumentDraft, type DraftSource } from './draft.ts';
import type { Address } from './payload.ts';
import type { FileContents } from './whole-file.ts';

const finding = (code: Finding['code'], severity: Finding['severity'], message: string): Finding => ({
  code,
  severity,
  message,
  segmentPosition: null,
  segment: null,
  element: null,
  offset: 0
});

/**
 * What a file of an application holds, or null for one that is none. It is recorded as what it is, and mapped where
 * there is a map: an order as IDoc in XML. What has none is no fault of the sender's.
 */
export function applicationContents(
  file: ReceivedFileRow,
  bytes: Uint8Array,
  own: readonly Address[]
): FileContents | null {
  const format = applicationFormat(bytes);
  if (format === null) return null;
  const documents = format === 'XML' ? ofXml(file, bytes, own) : [unmapped(file, own, format, `no map for ${format}`)];
  return { file, documents, interchanges: [] };
}

/** The one record of a file that is too large to be held in memory. */
export function largeApplicationContents(
  file: ReceivedFileRow,
  head: Uint8Array,
  own: readonly Address[]
): FileContents | null {
  const format = applicationFormat(head);
  if (format === null) return null;
  return { file, documents: [unmapped(file, own, format, `it is too large to be mapped`)], interchanges: [] };
}

function ofXml(file: ReceivedFileRow, bytes: Uint8Array, own: readonly Address[]): DocumentDraft[] {
  let idocs: Idoc[] | null;
  try {
    idocs = readIdocs(new TextDecoder('utf-8').decode(bytes));
  } catch (error) {
    if (!(error instanceof IdocError)) throw error;
    return [draftOf(file, own, 0, { findings: [finding('XML_UNREADABLE', 'error', error.message)] })];
  }
  if (idocs === null) return [unmapped(file, own, 'XML', 'no map for this XML')];
  return idocs.map((idoc, index) => ofIdoc(file, own, idoc, index));
}

function ofIdoc(file: ReceivedFileRow, own: readonly Address[], idoc: Idoc, index: number): DocumentDraft {
  const content = idoc.messageType === 'ORDERS' ? orderOf(idoc) : null;
  const what = `IDoc ${idoc.messageType} (${idoc.basicType})`;
  const findings = content ? [] : [finding('FORMAT_UNMAPPED', 'note', `${what}: there is no map for it.`)];
  return draftOf(file, own, index, { findings, content, idoc });
}

function unmapped(
  file: ReceivedFileRow,
  own: readonly Address[],
  format: ApplicationFormat,
  why: string
): DocumentDraft {
  const message = `A file in an application's format (${format}): ${why}. It is kept as it came.`;
  return draftOf(file, own, 0, { findings: [finding('FORMAT_UNMAPPED', 'note', message)] });
}

function draftOf(
  file: ReceivedFileRow,
  own: readonly Address[],
  position: number,
  told: Pick<DraftSource, 'findings'> & { content?: DraftSource['content']; idoc?: Idoc }
): DocumentDraft {
  const { idoc, findings, content = null } = told;
  const draft = draftDocument({
    file,
    own,
    interchangeIndex: idoc ? position : -1,
    groupIndex: -1,
    position,
    interchange: null,
    group: null,
    set: idoc ? { type: idoc.messageType, version: idoc.basicType, controlNumber: idoc.number } : null,
    findings,
    content,
    ...(idoc
      ? { application: { standard: 'IDoc', sender: idoc.sender, receiver: idoc.receiver, isTest: idoc.isTest } }
      : {})
  });
  const [note] = findings;
  return note?.severity === 'note' ? { ...draft, reason: note.message } : draft;
}
