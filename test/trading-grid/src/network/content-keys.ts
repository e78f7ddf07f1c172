import { components, type Interchange, type Segment, type TransactionSet } from '../edi/read.ts';

type Keys = [key: string, value: string][];
type Find = (tag: string, matches?: (segment: Segment) => boolean) => Segment[];

const PO = 'purchase order number';
const INVOICE = 'invoice number';
const SHIPMENT = 'shipment identification';
const REFERENCE = 'reference number';
const TOTAL = 'total amount';

/** What Lens calls a set: the names of the most usual ones, and the type itself for others. */
const NAMES: Record<string, string> = {
  '214': 'Transportation Carrier Shipment Status', '810': 'Invoice', '820': 'Payment Order/Remittance Advice',
  '824': 'Application Advice', '850': 'Purchase Order', '855': 'Purchase Order Acknowledgment',
  '856': 'Ship Notice/Manifest', '860': 'Purchase Order Change', '861': 'Receiving Advice',
  '997': 'Functional Acknowledgment', ORDERS: 'Purchase order message', ORDRSP: 'Purchase order response message',
  DESADV: 'Despatch advice message', INVOIC: 'Invoice message', RECADV: 'Receiving advice message',
  REMADV: 'Remittance advice message', CONTRL: 'Syntax and service report message'
}; // prettier-ignore

export const typeName = (type: string) => NAMES[type] ?? type;

const cents = (text: string | undefined) => (text && /^-?\d+$/.test(text) ? (Number(text) / 100).toFixed(2) : '');

/** Elements that identify an X12 document, by type. */
const X12: Record<string, (find: Find) => [string, string | undefined][]> = {
  '850': (find) => [
    [PO, find('BEG')[0]?.[3]],
    [TOTAL, find('AMT', (amt) => amt[1] === 'TT')[0]?.[2]]
  ],
  '855': (find) => [
    [PO, find('BAK')[0]?.[3]],
    [REFERENCE, find('BAK')[0]?.[8]]
  ],
  '860': (find) => [[PO, find('BCH')[0]?.[3]]],
  '865': (find) => [[PO, find('BCA')[0]?.[3]]],
  '856': (find) => [
    [SHIPMENT, find('BSN')[0]?.[2]],
    ...find('PRF').map((prf): [string, string | undefined] => [PO, prf[1]]),
    ['pronum', find('REF', (ref) => ref[1] === 'CN')[0]?.[2]],
    [REFERENCE, find('REF', (ref) => ref[1] === 'BM')[0]?.[2]],
    ['SCAC', find('TD5', (td5) => td5[2] === '2')[0]?.[3]]
  ],
  '810': (find) => [
    [INVOICE, find('BIG')[0]?.[2]],
    [PO, find('BIG')[0]?.[4]],
    [SHIPMENT, find('REF', (ref) => ref[1] === 'SI')[0]?.[2]],
    [TOTAL, cents(find('TDS')[0]?.[1])]
  ],
  '820': (find) => [
    [REFERENCE, find('TRN')[0]?.[2]],
    [TOTAL, find('BPR')[0]?.[2]],
    ['dfi id number', find('BPR')[0]?.[7]],
    ['account number', find('BPR')[0]?.[9]],
    ...find('RMR', (rmr) => rmr[1] === 'IV').map((rmr): [string, string | undefined] => [INVOICE, rmr[2]])
  ],
  '861': (find) => [
    [REFERENCE, find('BRA')[0]?.[1]],
    [SHIPMENT, find('REF', (ref) => ref[1] === 'SI')[0]?.[2]],
    ...find('PRF').map((prf): [string, string | undefined] => [PO, prf[1]])
  ],
  '214': (find) => [
    ['pronum', find('B10')[0]?.[1]],
    [SHIPMENT, find('B10')[0]?.[2]],
    ['SCAC', find('B10')[0]?.[3]],
    [PO, find('L11', (l11) => l11[2] === 'PO')[0]?.[1]],
    ['shipment status code', find('AT7').at(-1)?.[1] || find('AT7').at(-1)?.[3]],
    ['status time', find('AT7').at(-1)?.slice(5, 7).join('')]
  ],
  '824': (find) => [
    [REFERENCE, find('BGN')[0]?.[2]],
    ...find('OTI').map((oti): [string, string | undefined] => [oti[2] === 'IV' ? INVOICE : REFERENCE, oti[3]]),
    [PO, find('REF', (ref) => ref[1] === 'PO')[0]?.[2]]
  ],
  '997': (find) => [['reference id', find('AK1')[0]?.[2]]],
  '999': (find) => [['reference id', find('AK1')[0]?.[2]]]
};

const BGM_KEY: Record<string, string> = {
  ORDERS: PO, ORDCHG: PO, INVOIC: INVOICE, DESADV: SHIPMENT, ORDRSP: REFERENCE, RECADV: REFERENCE, REMADV: REFERENCE
}; // prettier-ignore

function edifactKeys(set: TransactionSet, find: Find, of: Interchange): [string, string | undefined][] {
  const part = (segment: Segment | undefined, element: number, at = 0) => components(segment?.[element], of)[at];
  if (set.type === 'CONTRL') return [['reference id', part(find('UCI')[0], 1)]];
  const references = find('RFF').map((rff): [string, string | undefined] => {
    const qualifier = part(rff, 1) ?? '';
    const key = { ON: PO, AAK: SHIPMENT, IV: INVOICE, CN: 'pronum' }[qualifier] ?? '';
    return [key, part(rff, 1, 1)];
  });
  const amount = ['77', '86', '9', '12']
    .map((code) => find('MOA', (moa) => part(moa, 1) === code).at(-1))
    .find((moa) => moa !== undefined);
  const invoices =
    set.type === 'REMADV' ? find('DOC').map((doc): [string, string | undefined] => [INVOICE, part(doc, 2)]) : [];
  return [
    [BGM_KEY[set.type] ?? REFERENCE, part(find('BGM')[0], 2)],
    ...references,
    ...invoices,
    [TOTAL, part(amount, 1, 1)]
  ];
}

/** The content keys of a set as Lens would draw them out: each pair once, only those with a value. */
export function contentKeys(set: TransactionSet, of: Interchange): Keys {
  const find: Find = (tag, matches) =>
    set.segments.filter((segment) => segment[0] === tag && (matches === undefined || matches(segment)));
  const pairs = of.standard === 'X12' ? (X12[set.type]?.(find) ?? []) : edifactKeys(set, find, of);
  const keys: Keys = [];
  for (const [key, value] of pairs) {
    const text = value?.trim() ?? '';
    if (key === '' || text === '' || keys.some((known) => known[0] === key && known[1] === text)) continue;
    keys.push([key, text]);
  }
  return keys;
}

/** What can be told of an application format: an IDoc in XML names itself and its number. */
export function applicationKeys(bytes: Buffer): { type: string; keys: Keys } {
  const head = bytes.subarray(0, 65_536).toString('latin1');
  const value = (tag: string) => new RegExp(`<${tag}[^>]*>([^<]*)<`).exec(head)?.[1]?.trim() ?? '';
  if (!head.includes('EDI_DC40')) return { type: 'BIN', keys: [] };
  const keys: Keys = [
    ['idoc number', value('DOCNUM')],
    ['internal number', value('DOCNUM')],
    ['idoc status', value('STATUS')],
    [PO, value('BSTKD') || value('BELNR')]
  ];
  return { type: 'IDOC', keys: keys.filter(([, text]) => text !== '') };
}
