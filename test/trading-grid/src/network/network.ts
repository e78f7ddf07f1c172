import { randomUUID } from 'node:crypto';
import type { Mailboxes } from '../mailbox.ts';
import { type Interchange, readInterchanges } from '../edi/read.ts';
import type { GridState } from '../state/grid-state.ts';
import type { Entry } from '../state/model.ts';
import { acknowledged, EntryMaker, type Passage } from './entries.ts';
import { judge, type Verdict } from './judge.ts';
import type { Payloads } from './payloads.ts';

/** "Delivery is retried every five minutes and goes On Hold after five attempts" (Lens cheat sheet). */
const RETRY_SECONDS = 300;
const ATTEMPTS = 5;

export const CODES = { envelope: '1001', noMap: '1009', duplicate: '1010', delivery: '2001', unspecific: '-2' };

/** Types that are never acknowledged. */
const ACKNOWLEDGEMENTS = new Set(['997', '999', 'CONTRL', 'TA1']);

export interface Sent {
  transactionId: string;
  correlationId: string;
  fileName: string;
  duplicate: boolean;
}

interface Options {
  agent?: string;
  /** The entry that this is sent again for. */
  parent?: string;
  again?: boolean;
}

/** What passes between customers and partners, and the trail that it leaves in Lens. */
export class Network {
  readonly #state: GridState;
  readonly #mailboxes: Mailboxes;
  readonly #payloads: Payloads;
  readonly #make: EntryMaker;
  /** Called for each file that a partner has fetched from the network. */
  onPartnerReceived: (file: Entry) => void = () => undefined;
  /** Asked for each file to a customer: seconds after which its second half appears, undefined for a whole file. */
  halfAfterSeconds: () => number | undefined = () => undefined;

  constructor(state: GridState, mailboxes: Mailboxes, payloads: Payloads) {
    this.#state = state;
    this.#mailboxes = mailboxes;
    this.#payloads = payloads;
    this.#make = new EntryMaker(state);
    const entryOf = ({ id }: Record<string, unknown>) => state.entry(String(id));
    state.clock.handle('process', async (data) => {
      const entry = entryOf(data);
      if (entry) await this.#process(entry);
    });
    state.clock.handle('partner pickup', (data) => {
      const entry = entryOf(data);
      if (entry?.status === 'R') this.#handOver(entry);
    });
    state.clock.handle('delivery attempt', (data) => {
      const entry = entryOf(data);
      if (entry?.status === 'D') this.#attempt(entry);
    });
    state.clock.handle('acknowledgement overdue', (data) => {
      const entry = entryOf(data);
      if (entry?.fastatus === 'W') state.update(entry, { fastatus: 'T' });
    });
    state.clock.handle('finish file', async ({ mailbox, name, payload, from }) => {
      const bytes = await payloads.read(String(payload));
      await mailboxes.append(String(mailbox), String(name), bytes.subarray(Number(from)));
    });
    mailboxes.courier = async (mailbox, fileName, bytes) => (await this.toCustomer(mailbox, fileName, bytes)).fileName;
  }

  payload(entry: Entry): Promise<Buffer> {
    return this.#payloads.of(entry);
  }

  /** A partner's file goes into the customer's mailbox. Its envelopes are not judged: that is the customer's business. */
  async toCustomer(mailbox: string, fileName: string, bytes: Buffer, options: Options = {}): Promise<Sent> {
    const interchanges = readInterchanges(bytes);
    const passage = await this.#passage('toCustomer', mailbox, fileName, bytes, options);
    const [first] = interchanges;
    const now = this.#state.clock.iso();
    const input = this.#make.file(passage, first, bytes, {
      status: 'C',
      inagent: options.agent ?? 'HTTP',
      informat: first?.standard ?? 'BIN',
      ...(first && { senderreference: first.controlNumber }),
      firstbytetimestamp: now,
      lastbytetimestamp: now,
      internal: { stage: 'input' }
    });
    if (this.#isInboundDuplicate(mailbox, interchanges)) {
      this.#state.update(input, { status: 'U' });
      return sent(input, fileName);
    }
    // Nobody may fetch a file of which Lens knows nothing yet.
    const half = this.halfAfterSeconds();
    const visible = half === undefined ? bytes : bytes.subarray(0, Math.floor(bytes.length / 2));
    return this.#mailboxes.place(mailbox, fileName, visible, (placed) => {
      if (half !== undefined) {
        const data = { mailbox, name: placed, payload: passage.payload, from: visible.length };
        this.#state.clock.after(half, 'finish file', data);
      }
      const output = this.#make.file(passage, first, bytes, {
        status: 'R',
        outagent: 'OSSFTP',
        outformat: first?.standard ?? 'BIN',
        outsize: bytes.length,
        deliveryfilename: placed,
        receivermailbox: mailbox,
        readyforpickuptimestamp: now,
        internal: { stage: 'output' }
      });
      for (const interchange of interchanges) {
        for (const set of interchange.sets) {
          this.#make.document(passage, interchange, set, {
            status: 'R',
            sendertransactionid: output.sendertransactionid,
            outsize: bytes.length,
            deliveryfilename: placed,
            internal: { stage: 'output' }
          });
        }
        this.#applyAcknowledgements(interchange);
      }
      return sent(output, placed);
    });
  }

  /** The customer has fetched so many bytes of a file in its outgoing folder, or has moved or removed it. */
  pickedUp(mailbox: string, fileName: string, size?: number): void {
    const file = this.#state.outgoingFile(mailbox, fileName);
    if (file?.status !== 'R' || (size !== undefined && size < (file.outsize ?? 0))) return;
    this.#delivered(file);
  }

  /** A customer's file: accepted or not, it leaves a trail. */
  async fromCustomer(mailbox: string, fileName: string, bytes: Buffer, options: Options = {}): Promise<Sent> {
    const [first] = readInterchanges(bytes);
    const passage = await this.#passage('toPartner', mailbox, fileName, bytes, options);
    const now = this.#state.clock.iso();
    const input = this.#make.file(passage, first, bytes, {
      status: 'P',
      inagent: options.agent ?? 'OSSFTP',
      informat: first?.standard ?? 'BIN',
      sendermailbox: mailbox,
      sendername: this.#state.customerOf(mailbox).companyName,
      ...(first && { senderreference: first.controlNumber }),
      firstbytetimestamp: now,
      lastbytetimestamp: now,
      internal: { stage: 'input', ...(options.again === true && { again: true }) }
    });
    const { processingSeconds } = this.#state.settings;
    if (processingSeconds > 0) this.#state.clock.after(processingSeconds, 'process', { id: input.transactionid });
    else await this.#process(input);
    return sent(input, fileName);
  }

  /** Sends the bytes of an entry once more, or others in their place, as a child of it. */
  async sendAgain(entry: Entry, fileName?: string, edited?: Buffer): Promise<Sent> {
    if (entry.status === 'H' && edited === undefined) {
      const file = this.#state.entry(entry.sendertransactionid) ?? entry;
      this.#state.update(file, { internal: { ...file.internal, attempts: 0 } });
      this.#attempt(file);
      return sent(file, file.receivefilename);
    }
    const bytes = edited ?? (await this.#payloads.read(entry.internal.payload));
    const options = { parent: entry.transactionid, agent: 'HTTP', again: edited === undefined };
    const name = fileName ?? entry.receivefilename;
    const { mailbox, direction } = entry.internal;
    return direction === 'toCustomer'
      ? this.toCustomer(mailbox, name, bytes, options)
      : this.fromCustomer(mailbox, name, bytes, options);
  }

  async #passage(
    direction: Passage['direction'],
    mailbox: string,
    fileName: string,
    bytes: Buffer,
    { parent }: Options
  ): Promise<Passage> {
    const payload = await this.#payloads.keep(bytes);
    const correlationid = randomUUID();
    const size = bytes.length;
    return { correlationid, direction, mailbox, fileName, payload, size, ...(parent !== undefined && { parent }) };
  }

  async #process(input: Entry): Promise<void> {
    const bytes = await this.#payloads.of(input);
    const interchanges = readInterchanges(bytes);
    if (interchanges.length === 0) {
      const externalerrormessage = 'The file is neither X12 nor EDIFACT, and no translation is set up for it.';
      this.#state.update(input, { status: 'V', errorcode: CODES.noMap, errortype: 'Validation', externalerrormessage });
      return;
    }
    const verdicts = interchanges.map((one) => this.#accept(input, one, judge(this.#state, input, one)));
    const worst = verdicts.find(({ status }) => status === 'V') ?? verdicts.find(({ status }) => status === 'U');
    this.#state.update(input, { status: 'C', ...worst });
  }

  /** Counts what came, and passes it on when it is good. */
  #accept(input: Entry, of: Interchange, verdict: Verdict): Partial<Entry> {
    const { mailbox } = input.internal;
    const key = [mailbox, of.sender, of.receiver, of.controlNumber].join('|');
    const receipt = this.#state.receipts.get(key) ?? {
      mailbox, sender: of.sender, receiver: of.receiver, controlNumber: of.controlNumber,
      accepted: 0, duplicates: 0, rejected: 0, files: []
    }; // prettier-ignore
    if (verdict.status === 'accepted') receipt.accepted += 1;
    else if (verdict.status === 'U') receipt.duplicates += 1;
    else receipt.rejected += 1;
    receipt.files.push(input.receivefilename);
    this.#state.receipts.put(key, receipt);
    if (verdict.status === 'accepted') {
      this.#passOn(input, of, verdict.partnerKey);
      return {};
    }
    for (const set of of.sets) {
      this.#make.document(passageOf(input), of, set, {
        status: verdict.status,
        sendertransactionid: input.sendertransactionid,
        ...(verdict.status === 'V' && { errorcode: CODES.unspecific }),
        internal: { stage: 'input' }
      });
    }
    const { status, code, message } = verdict;
    return { status, errorcode: code, errortype: 'Validation', externalerrormessage: message };
  }

  #passOn(input: Entry, of: Interchange, partnerKey: string): void {
    const passage = passageOf(input);
    const stem = `${partnerKey.toLowerCase()}-${of.controlNumber}.edi`;
    const output = this.#make.file(passage, of, Buffer.alloc(0), {
      status: 'R',
      outagent: 'OSSFTP',
      outformat: of.standard,
      outsize: of.end - of.start,
      senderfilename: stem,
      deliveryfilename: stem,
      receivermailbox: partnerKey.toLowerCase(),
      sendermailbox: input.internal.mailbox,
      readyforpickuptimestamp: this.#state.clock.iso(),
      internal: { stage: 'output', partnerKey, range: [of.start, of.end] }
    });
    for (const set of of.sets) {
      const isAcknowledged = !ACKNOWLEDGEMENTS.has(set.type);
      const document = this.#make.document(passage, of, set, {
        status: 'R',
        sendertransactionid: output.sendertransactionid,
        outsize: of.end - of.start,
        fastatus: isAcknowledged ? 'W' : 'N',
        fastatusdate: this.#state.clock.iso(),
        internal: { stage: 'output', partnerKey, range: [of.start, of.end] }
      });
      if (isAcknowledged) {
        const seconds = this.#state.settings.ackTimeoutSeconds;
        this.#state.clock.after(seconds, 'acknowledgement overdue', { id: document.transactionid });
      }
    }
    if (this.#isUnreachable(output)) this.#attempt(output);
    else {
      const seconds = this.#state.settings.partnerPickupSeconds;
      this.#state.clock.after(seconds, 'partner pickup', { id: output.transactionid });
    }
  }

  #isUnreachable(file: Entry): boolean {
    return this.#state.partners.get(file.internal.partnerKey ?? '')?.behaviour.unreachable === true;
  }

  #attempt(file: Entry): void {
    if (!this.#isUnreachable(file)) {
      this.#handOver(file);
      return;
    }
    const attempts = (file.internal.attempts ?? 0) + 1;
    const failed = attempts >= ATTEMPTS;
    const changes: Partial<Entry> = failed ? { status: 'H', deliverystatus: 'DeliveryFailed' } : { status: 'D' };
    const message = `${file.receivername ?? 'The receiver'} could not be reached in ${ATTEMPTS} attempts.`;
    this.#state.update(file, {
      ...changes,
      ...(failed && { errorcode: CODES.delivery, errortype: 'Delivery', externalerrormessage: message }),
      internal: { ...file.internal, attempts }
    });
    for (const document of this.#state.documentsOf(file)) {
      this.#state.update(document, { ...changes, ...(failed && { errorcode: CODES.unspecific }) });
    }
    if (!failed) this.#state.clock.after(RETRY_SECONDS, 'delivery attempt', { id: file.transactionid });
  }

  #handOver(file: Entry): void {
    this.#delivered(file);
    this.onPartnerReceived(file);
  }

  #delivered(file: Entry): void {
    const done = {
      status: 'S',
      deliverystatus: 'Delivered',
      deliverycompletedtimestamp: this.#state.clock.iso()
    } as const;
    this.#clearDeliveryError(file);
    this.#state.update(file, { ...done, deliveryreceipt: `Retrieved ${done.deliverycompletedtimestamp}` });
    for (const document of this.#state.documentsOf(file)) {
      this.#clearDeliveryError(document);
      this.#state.update(document, done);
    }
  }

  #clearDeliveryError(entry: Entry): void {
    delete entry.errorcode;
    delete entry.errortype;
    delete entry.externalerrormessage;
  }

  #isInboundDuplicate(mailbox: string, interchanges: Interchange[]): boolean {
    if (!this.#state.settings.duplicateCheckInbound) return false;
    return interchanges.some(({ sender, receiver, controlNumber }) =>
      this.#state
        .entries()
        .some(
          ({ senderaddress, receiveraddress, internal }) =>
            internal.mailbox === mailbox &&
            internal.stage === 'output' &&
            internal.interchangeControlNumber === controlNumber &&
            senderaddress === sender &&
            receiveraddress === receiver
        )
    );
  }

  #applyAcknowledgements(of: Interchange): void {
    for (const { group, set, status } of acknowledged(of)) {
      for (const document of this.#state.documentsInGroup(of.receiver, of.sender, group)) {
        const isMeant = set === undefined || document.internal.setControlNumber === set;
        // A late acknowledgement still counts, a second one does not take back the first.
        if (isMeant && ['W', 'T', 'C'].includes(document.fastatus ?? ''))
          this.#state.update(document, { fastatus: status });
      }
    }
  }
}

function sent(entry: Entry, fileName: string): Sent {
  const { transactionid, correlationid, status } = entry;
  return { transactionId: transactionid, correlationId: correlationid, fileName, duplicate: status === 'U' };
}

function passageOf(input: Entry): Passage {
  const { correlationid, receivefilename, insize, parenttransactionid, internal } = input;
  const { direction, mailbox, payload } = internal;
  const parent = parenttransactionid === undefined ? {} : { parent: parenttransactionid };
  return { correlationid, direction, mailbox, payload, fileName: receivefilename, size: insize, ...parent };
}
