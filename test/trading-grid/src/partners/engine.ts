import { type Interchange, readInterchanges, type TransactionSet } from '../edi/read.ts';
import type { SetBody } from '../edi/write.ts';
import type { Network } from '../network/network.ts';
import { addressText, type GridState } from '../state/grid-state.ts';
import type { Entry, Outcome, Partner, Reaction } from '../state/model.ts';
import { type Business, businessOf, madeUp } from './business.ts';
import { control, functionalAcknowledgements } from './documents/acknowledge.ts';
import { EDIFACT_WRITERS } from './documents/edifact.ts';
import { X12_WRITERS } from './documents/x12.ts';
import { FILE_FAULTS, type FileFault, writeFile } from './send.ts';

export interface SendRequest {
  type: string;
  count?: number;
  mailbox?: string;
  fault?: FileFault;
  usage?: 'test' | 'production';
  purchaseOrder?: string;
  lines?: number;
  outcome?: Outcome;
}

export interface SentFile {
  file: string;
  controlNumber: number;
  /** Number of the document: of the order, shipment, invoice and so on. */
  reference: string;
  correlationId: string;
}

/** Prefixes of document numbers. */
const PREFIXES: Record<string, string> = {
  '850': 'PO', ORDERS: 'PO', '855': 'SO', ORDRSP: 'SO', '856': 'SHP', DESADV: 'SHP', '810': 'INV', INVOIC: 'INV',
  '820': 'TR', REMADV: 'TR', '861': 'RC', RECADV: 'RC', '824': 'ADV'
}; // prettier-ignore

/** The partners of the network: they send when told, and answer what they receive as their behaviour says. */
export class PartnerEngine {
  readonly #state: GridState;
  readonly #network: Network;

  constructor(state: GridState, network: Network) {
    this.#state = state;
    this.#network = network;
    network.onPartnerReceived = (file) => this.#plan(file);
    state.clock.handle('acknowledge', ({ id, outcome }) => this.#acknowledge(String(id), outcome as Outcome));
    state.clock.handle('react', ({ id, reaction }) => this.#react(String(id), reaction as Reaction));
  }

  /** @throws RangeError for a partner or a type that there is not */
  partner(key: string): Partner {
    const partner = this.#state.partners.get(key);
    if (partner) return partner;
    const keys = this.#state.partners.values().map((one) => one.key);
    throw new RangeError(`There is no partner "${key}": there are ${keys.join(', ')}.`);
  }

  /** Sends made-up documents now, one a file. */
  async send(key: string, request: SendRequest): Promise<SentFile[]> {
    const partner = this.partner(key);
    const { type, fault } = request;
    if (fault !== undefined && !FILE_FAULTS.includes(fault)) {
      throw new RangeError(`fault is one of ${FILE_FAULTS.join(', ')}`);
    }
    this.#writerOf(partner, type);
    const files: SentFile[] = [];
    for (let index = 0; index < (request.count ?? 1); index += 1) {
      const order = request.purchaseOrder ?? this.#number(partner, '850');
      const seed = `${this.#state.settings.seed}/${partner.key}/${order}`;
      const business = madeUp(seed, order, partner.standard, request.lines);
      if (!['850', 'ORDERS', '855', 'ORDRSP'].includes(type)) business.reference = `${order}-1`;
      files.push(await this.#sendDocument(partner, type, business, request));
    }
    return files;
  }

  /** What a partner has fetched from the network, oldest first. */
  async received(key: string): Promise<{ file: Entry; interchange: Interchange }[]> {
    const files = this.#state
      .entries()
      .filter(
        ({ transactionlevel, status, internal }) =>
          internal.partnerKey === key && internal.stage === 'output' && transactionlevel === 'File' && status === 'S'
      );
    return Promise.all(files.map(async (file) => ({ file, interchange: await this.#interchangeOf(file) })));
  }

  #plan(file: Entry): void {
    const partner = this.#state.partners.get(file.internal.partnerKey ?? '');
    if (!partner || partner.behaviour.silent) return;
    const documents = this.#state.documentsOf(file);
    const { acknowledge, reactions } = partner.behaviour;
    if (acknowledge && documents.some(({ fastatus }) => fastatus !== 'N')) {
      const data = { id: file.transactionid, outcome: acknowledge.outcome };
      this.#state.clock.after(acknowledge.afterSeconds, 'acknowledge', data);
    }
    for (const document of documents) {
      for (const reaction of reactions.filter(({ on }) => on === document.editype)) {
        this.#state.clock.after(reaction.afterSeconds, 'react', { id: document.transactionid, reaction });
      }
    }
  }

  async #acknowledge(id: string, outcome: Outcome): Promise<void> {
    const { file, partner } = this.#fileAndPartner(id);
    const interchange = await this.#interchangeOf(file);
    const sets = interchange.sets.filter(({ type }) => !['997', '999', 'CONTRL'].includes(type));
    const answered = { ...interchange, sets };
    const bodies =
      interchange.standard === 'X12' ? functionalAcknowledgements(answered, outcome) : [control(answered, outcome)];
    await this.#write({ ...partner, standard: interchange.standard }, file.internal.mailbox, bodies, {
      test: interchange.test,
      at: interchange.sender
    });
  }

  async #react(id: string, reaction: Reaction): Promise<void> {
    const { file: document, partner } = this.#fileAndPartner(id);
    const interchange = await this.#interchangeOf(document);
    const set = interchange.sets.find((one) => isSetOf(one, document, interchange));
    if (!set) throw new Error(`the document of ${id} is not in its file`);
    const sender = reaction.from ? this.partner(reaction.from) : partner;
    await this.#sendDocument(sender, reaction.send, businessOf(set, interchange), {
      mailbox: document.internal.mailbox,
      usage: interchange.test ? 'test' : 'production',
      outcome: reaction.outcome ?? 'accept',
      to: interchange.sender,
      ...(reaction.fault && { fault: reaction.fault as FileFault })
    });
  }

  async #sendDocument(
    partner: Partner,
    type: string,
    business: Business,
    options: Partial<SendRequest> & { to?: string }
  ): Promise<SentFile> {
    const write = this.#writerOf(partner, type);
    const mailbox = options.mailbox ?? this.#firstMailbox();
    const isOrder = type === '850' || type === 'ORDERS';
    const reference = isOrder ? business.purchaseOrder : this.#number(partner, type);
    const segments = write(business, {
      at: new Date(this.#state.clock.now()),
      reference,
      outcome: options.outcome ?? 'accept',
      sender: partner.company,
      receiver: this.#state.customerOf(mailbox).companyName
    });
    const sent = await this.#write(partner, mailbox, [{ type, segments }], {
      test: options.usage === 'test',
      at: options.to,
      fault: options.fault
    });
    return { ...sent, reference };
  }

  async #write(
    partner: Partner,
    mailbox: string,
    sets: SetBody[],
    { test, at, fault }: { test: boolean; at?: string | undefined; fault?: FileFault | undefined }
  ): Promise<Omit<SentFile, 'reference'>> {
    const to = at ?? this.#state.customerOf(mailbox).addresses[0] ?? '';
    const [qualifier, id] = to.includes(':') ? [to.slice(0, to.indexOf(':')), to.slice(to.indexOf(':') + 1)] : ['', to];
    const controlNumber = this.#state.next(`interchange|${addressText(partner)}|${to}`);
    const envelope = {
      sender: { qualifier: partner.qualifier, id: partner.id },
      receiver: { qualifier, id },
      controlNumber,
      version: partner.version,
      test,
      at: new Date(this.#state.clock.now())
    };
    const bytes = writeFile(partner, envelope, sets, fault);
    const name = `${partner.key.toLowerCase()}-${sets[0]?.type.toLowerCase()}-${controlNumber}.edi`;
    const { fileName, correlationId } = await this.#network.toCustomer(mailbox, name, bytes, { agent: 'AS2' });
    return { file: fileName, controlNumber, correlationId };
  }

  #writerOf(partner: Partner, type: string) {
    const writers = partner.standard === 'X12' ? X12_WRITERS : EDIFACT_WRITERS;
    const writer = writers[type];
    if (writer) return writer;
    const types = Object.keys(writers).join(', ');
    throw new RangeError(`${partner.key} speaks ${partner.standard} and sends ${types}, not "${type}".`);
  }

  /** The next number of a document: `INV-GLOBEX-0001`. */
  #number(partner: Partner, type: string): string {
    const prefix = PREFIXES[type] ?? type;
    const count = this.#state.next(`document|${partner.key}|${prefix}`);
    return `${prefix}-${partner.key}-${String(count).padStart(4, '0')}`;
  }

  /** Of the customer that was there first. */
  #firstMailbox(): string {
    const [first] = this.#state.customers.values().sort((a, b) => (a.companyId < b.companyId ? -1 : 1));
    return first?.mailbox ?? '';
  }

  #fileAndPartner(id: string): { file: Entry; partner: Partner } {
    const file = this.#state.entry(id);
    if (!file) throw new Error(`there is no entry ${id}`);
    return { file, partner: this.partner(file.internal.partnerKey ?? '') };
  }

  async #interchangeOf(entry: Entry): Promise<Interchange> {
    const [interchange] = readInterchanges(await this.#network.payload(entry));
    if (!interchange) throw new Error(`the payload of ${entry.transactionid} has no interchange`);
    return interchange;
  }
}

function isSetOf(set: TransactionSet, { internal }: Entry, { standard }: Interchange): boolean {
  const sameGroup = standard === 'EDIFACT' || set.groupControlNumber === internal.groupControlNumber;
  return sameGroup && set.controlNumber === internal.setControlNumber;
}
