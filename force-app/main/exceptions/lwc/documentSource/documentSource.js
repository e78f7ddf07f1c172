import { LightningElement, api } from 'lwc';
import { placeFaults, readSegments } from 'c/ediText';
import { labels } from './labels';

const MOST_FINDINGS = 100;

/** What the marks are made from. */
const faultsOf = (document) => JSON.stringify([document?.findings, document?.faults]);

/** The text of a document, a line for each segment; the faulty ones are marked, and the first one is scrolled to. */
export default class DocumentSource extends LightningElement {
  @api isLoading = false;
  @api errorMessage;

  labels = labels;
  lines = [];
  isUnplaced = false;
  hasToScroll = false;
  #content;
  #document;

  /** As DeskView.DocumentView tells it; what is marked follows its faults. */
  @api
  get document() {
    return this.#document;
  }

  set document(value) {
    const moved = faultsOf(value) !== faultsOf(this.#document);
    this.#document = value;
    if (moved && this.#content) {
      this.read(this.#content.text);
    }
  }

  /** What the middleware answered; undefined while it has not. */
  @api
  get content() {
    return this.#content;
  }

  set content(value) {
    this.#content = value;
    if (value) {
      this.hasToScroll = true;
      this.read(value.text);
    }
  }

  get fileName() {
    return this.#content?.fileName ?? this.#document?.fileName;
  }

  get isCut() {
    return this.#content?.isWhole === false;
  }

  renderedCallback() {
    const source = this.template.querySelector('.source');
    const first = this.template.querySelector('[data-faulty="true"]');
    if (this.hasToScroll && source && first) {
      this.hasToScroll = false;
      source.scrollTop = first.offsetTop - source.clientHeight / 2;
    }
  }

  handleAgain() {
    this.dispatchEvent(new CustomEvent('again'));
  }

  read(text) {
    const segments = readSegments(text);
    const places = placesOf(this.#document);
    const marks = placeFaults(segments, this.#document, places);
    const marked = [...marks.keys()].map((index) => segments[index].setIndex);
    const sets = new Set(segments.map(({ setIndex }) => setIndex));
    this.isUnplaced = this.#document.faults.length > 0 && ![...marks.values()].flat().some(({ isError }) => isError);
    this.lines = segments.map((segment, index) => {
      const faults = marks.get(index) ?? [];
      const isFaulty = faults.some(({ isError }) => isError);
      const isOther = sets.size > 2 && segment.setIndex !== undefined && !marked.includes(segment.setIndex);
      return {
        key: index,
        number: segment.position ?? '',
        position: segment.position,
        parts: partsOf(segment, new Set(faults.map(({ element }) => element))),
        faults: faults.map(faultRow),
        faulty: String(isFaulty),
        lineClass: `line${isFaulty ? ' faulty' : faults.length > 0 ? ' doubtful' : ''}${isOther ? ' other' : ''}`
      };
    });
  }
}

/** The faults and warnings that the document's own findings tell, each with its place, and those of the exceptions. */
function placesOf({ faults, findings }) {
  const found = JSON.parse(findings ?? '[]')
    .slice(0, MOST_FINDINGS)
    .map(({ segmentPosition, severity, ...rest }) => ({
      ...rest,
      position: segmentPosition ?? undefined,
      isError: severity === 'error'
    }));
  const told = faults
    .filter(({ segment, position }) => segment || position)
    .map((fault) => ({ ...fault, isError: true }));
  const isToldAlready = ({ message, position }) =>
    found.some((one) => one.message === message && one.position === position);
  return [...found, ...told.filter((one) => !isToldAlready(one))];
}

function faultRow({ message, isError }, key) {
  return {
    key,
    message,
    icon: isError ? 'utility:error' : 'utility:warning',
    variant: isError ? 'error' : 'warning',
    spoken: isError ? labels.faultHere : labels.doubtHere,
    faultClass: isError ? 'fault' : 'doubt'
  };
}

/** The segment cut into its elements, so that the faulty one can be marked. */
function partsOf({ text, elements, separator, end }, faulty) {
  if (![...faulty].some((element) => element > 0 && elements[element] !== undefined)) {
    return [{ key: 0, text, isMarked: false }];
  }
  return elements
    .flatMap((element, index) => [
      { text: element, isMarked: index > 0 && faulty.has(index) && element !== '' },
      { text: index < elements.length - 1 ? separator : end, isMarked: false }
    ])
    .map((part, key) => ({ ...part, key }));
}
