import type { EdiHandler, Group, Interchange, InterchangeAddress, SetContext, TransactionSet } from './envelope.ts';
import { type Finding, FindingList, type Verdict, verdictOf } from './finding.ts';
import { GuideLibrary } from './guide/library.ts';
import type { Segment } from './segment.ts';
import { SetReader } from './set-reader.ts';
import { SetTree } from './tree.ts';

export type FileVerdict = Verdict | 'not-edi';

export interface InspectedMessage {
  header: TransactionSet;
  type: string;
  version: string;
  controlNumber: string;
  verdict: Verdict;
  errors: readonly Finding[];
}

export interface InspectedGroup {
  header: Group;
  /** GS01, or the message type of UNG; '' where sets stand in no group. */
  id: string;
  controlNumber: string;
  verdict: Verdict;
  errors: readonly Finding[];
  messages: InspectedMessage[];
}

export interface InspectedInterchange {
  header: Interchange;
  standard: 'X12' | 'EDIFACT';
  version: string;
  sender: string;
  receiver: string;
  controlNumber: string;
  verdict: Verdict;
  errors: readonly Finding[];
  groups: InspectedGroup[];
}

export interface FileInspection {
  verdict: FileVerdict;
  interchanges: InspectedInterchange[];
  /** What belongs to no interchange. */
  errors: readonly Finding[];
}

const addressText = ({ qualifier, id }: InterchangeAddress) => (qualifier === '' ? id : `${qualifier}:${id}`);

/** Accepted, if all are; rejected, if all are; what lies between is accepted with errors: one bad part sinks no other. */
function together(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.every((verdict) => verdict === 'accepted')) return 'accepted';
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'rejected')
    ? 'rejected'
    : 'accepted-with-errors';
}

/** The worse of an envelope's own verdict and that of what it holds; a rejected envelope takes its contents along. */
function enclosing(own: Verdict, inside: Verdict): Verdict {
  if (own === 'rejected' || inside === 'rejected') return 'rejected';
  return own === 'accepted' ? inside : own;
}

/** Is told of contents, which are valid during the call only. */
export interface InspectionListener {
  /** A set with its contents; null where no guide knows its type. */
  set?(context: SetContext, tree: SetTree | null): void;
  /** Whether the verdicts on sets are enough in the end: then memory does not grow with their number. */
  verdictsOnly?: boolean;
  /** A TA1 segment, which stands in no set. */
  acknowledgement?(interchange: Interchange, tree: SetTree): void;
}

/** Tells what a file is, and the verdict on every envelope in it. */
export class Inspection implements EdiHandler {
  readonly #reader: SetReader;
  readonly #on: InspectionListener;
  readonly #interchanges: InspectedInterchange[] = [];
  readonly #fileFindings = new FindingList();
  #groups: InspectedGroup[] = [];
  #messages: InspectedMessage[] = [];
  readonly #samples = new Map<Verdict, InspectedMessage>();

  constructor(library = new GuideLibrary(), on: InspectionListener = {}) {
    this.#reader = new SetReader(
      () => library,
      () => on.set !== undefined
    );
    this.#on = on;
  }

  setStart(context: SetContext): void {
    this.#reader.start(context);
  }

  segment(segment: Segment, position: number): void {
    this.#reader.segment(segment, position);
  }

  setEnd(context: SetContext): void {
    const tree = this.#reader.end();
    this.#on.set?.(context, tree);
    const { type, version, controlNumber, findings } = context.set;
    if (this.#on.verdictsOnly === true) {
      this.#messages.push(this.#sample(context, verdictOf(findings.all)));
      return;
    }
    this.#messages.push({
      header: context.set,
      type,
      version,
      controlNumber,
      verdict: verdictOf(findings.all),
      errors: findings.all
    });
  }

  /** One message for all of a verdict. */
  #sample({ set: header }: SetContext, verdict: Verdict): InspectedMessage {
    const known = this.#samples.get(verdict);
    if (known) return known;
    const sample = { header, type: '', version: '', controlNumber: '', verdict, errors: [] };
    this.#samples.set(verdict, sample);
    return sample;
  }

  groupEnd(_interchange: Interchange, group: Group): void {
    const own = verdictOf(group.findings.all);
    const messages = own === 'rejected' ? this.#messages.map(rejected) : this.#messages;
    const verdict = enclosing(own, together(messages.map((message) => message.verdict)));
    const { functionalId: id, controlNumber } = group;
    this.#groups.push({ header: group, id, controlNumber, verdict, errors: group.findings.all, messages });
    this.#messages = [];
  }

  interchangeEnd(interchange: Interchange): void {
    const own = verdictOf(interchange.findings.all);
    const groups = own === 'rejected' ? this.#groups.map(rejectedGroup) : this.#groups;
    const { standard, version, controlNumber, findings } = interchange;
    this.#interchanges.push({
      header: interchange,
      standard,
      version,
      sender: addressText(interchange.sender),
      receiver: addressText(interchange.receiver),
      controlNumber,
      verdict: enclosing(own, together(groups.map((group) => group.verdict))),
      errors: findings.all,
      groups
    });
    this.#groups = [];
  }

  interchangeAcknowledgement(segment: Segment, interchange: Interchange): void {
    if (!this.#on.acknowledgement) return;
    const tree = new SetTree();
    tree.clear();
    tree.place(segment, 1, 1, false);
    tree.close();
    this.#on.acknowledgement(interchange, tree);
  }

  fileFinding(finding: Finding): void {
    this.#fileFindings.add(finding);
  }

  result(): FileInspection {
    const interchanges = this.#interchanges;
    const errors = this.#fileFindings.all;
    const nothing = interchanges.length === 0 && errors.some(({ code }) => code === 'NOT_EDI' || code === 'FILE_EMPTY');
    const inside = together(interchanges.map(({ verdict }) => verdict));
    const verdict = nothing ? 'not-edi' : fileVerdict(verdictOf(errors), inside, interchanges.length);
    return { verdict, interchanges, errors };
  }
}

/** Stray bytes beside sound interchanges do not reject these; a file of which nothing can be read is rejected. */
function fileVerdict(own: Verdict, inside: Verdict, interchanges: number): Verdict {
  if (interchanges === 0) return own;
  return own === 'accepted' ? inside : inside === 'accepted' ? 'accepted-with-errors' : inside;
}

const rejected = (message: InspectedMessage): InspectedMessage => ({ ...message, verdict: 'rejected' });
const rejectedGroup = (group: InspectedGroup): InspectedGroup => ({
  ...group,
  verdict: 'rejected',
  messages: group.messages.map(rejected)
});
