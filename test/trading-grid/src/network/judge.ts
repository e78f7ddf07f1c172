import type { Interchange } from '../edi/read.ts';
import type { GridState } from '../state/grid-state.ts';
import type { Entry } from '../state/model.ts';

export type Verdict =
  | { status: 'accepted'; partnerKey: string }
  /** V: Validation error; U: Duplicate. The codes are ours: OpenText publishes none. */
  | { status: 'V' | 'U'; code: string; message: string };

/** Whether the network takes an interchange from a customer, by its envelope and by what is set up for both sides. */
export function judge(state: GridState, input: Entry, of: Interchange): Verdict {
  const { mailbox, again } = input.internal;
  const invalid = (code: string, message: string): Verdict => ({ status: 'V', code, message });
  if (of.faults.length > 0) return invalid('1001', `Interchange ${of.controlNumber}: ${of.faults.join('; ')}.`);
  if (!state.customerOf(mailbox).addresses.includes(of.sender)) {
    return invalid('1002', `Sender ${of.sender} is no address of this mailbox.`);
  }
  const partner = state.partnerAt(of.receiver);
  if (!partner) return invalid('1003', `Receiver ${of.receiver} is not known on the network.`);
  const relationship = state.relationship(mailbox, partner.key);
  if (!relationship) return invalid('1004', `There is no trading relationship with ${of.receiver}.`);
  if (relationship.status !== 'Active') {
    const reason = relationship.reason === null ? '' : `: ${relationship.reason}`;
    return invalid('1005', `The trading relationship with ${of.receiver} is ${relationship.status}${reason}.`);
  }
  const { documentTypes } = relationship;
  const other = of.sets.find(({ type }) => documentTypes.length > 0 && !documentTypes.includes(type));
  if (other) return invalid('1006', `Type ${other.type} is not agreed with ${of.receiver}.`);
  if (state.settings.duplicateCheck && again !== true) {
    const duplicate = earlier(state, input, of);
    if (duplicate !== undefined) return { status: 'U', code: '1010', message: duplicate };
  }
  return { status: 'accepted', partnerKey: partner.key };
}

function earlier(state: GridState, input: Entry, of: Interchange): string | undefined {
  const { mailbox } = input.internal;
  const receipt = state.receipts.get([mailbox, of.sender, of.receiver, of.controlNumber].join('|'));
  if (receipt && receipt.accepted > 0) {
    return `Interchange ${of.controlNumber} from ${of.sender} to ${of.receiver} was received before.`;
  }
  const sameName = state.acceptedUnderName(mailbox, input.receivefilename);
  if (sameName !== undefined && sameName !== input.correlationid) {
    return `A file named ${input.receivefilename} was received before.`;
  }
  return undefined;
}
