import { LightningElement, api } from 'lwc';
import { placeFaults, readSegments } from 'c/ediText';
import { labels } from './labels';

const MOST_FINDINGS = 100;

/** The text of a document, a line for each segment; the faulty ones are marked, and the first one is scrolled to. */
export default class DocumentSource extends LightningElement {
  /** As DeskView.DocumentView tells it. */
  @api document;
  @api isLoading = false;
  @api errorMessage;

  labels = labels;
  lines = [];
  isUnplaced = false;
  hasToScroll = false;
  #content;

  /** What the middleware answered; undefined while it has not. */
  @api
  get content() {
    return this.#content;
  }

  set content(value) {
    this.#content = value;
    if (value) {
      this.read(value.text);
    }
  }

  get fileName() {
    return this.#content?.fileName ?? this.document?.fileName;
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
    const places = placesOf(this.document);
    const marks = placeFaults(segments, this.document, places);
    const marked = [...marks.keys()].map((index) => segments[index].setIndex);
    const sets = new Set(segments.map(({ setIndex }) => setIndex));
    this.isUnplaced = places.length > 0 && marks.size === 0;
    this.hasToScroll = true;
    this.lines = segments.map((segment, index) => {
      const faults = marks.get(index) ?? [];
      const isOther = sets.size > 2 && segment.setIndex !== undefined && !marked.includes(segment.setIndex);
      return {
        key: index,
        number: segment.position ?? '',
        position: segment.position,
        parts: partsOf(segment, new Set(faults.map(({ element }) => element))),
        faults: faults.map(({ message }, at) => ({ key: at, message })),
        faulty: String(faults.length > 0),
        lineClass: `line${faults.length > 0 ? ' faulty' : ''}${isOther ? ' other' : ''}`
      };
    });
  }
}

/** The faults that the document's own findings tell, each with its place, and those of the exceptions. */
function placesOf({ faults, findings }) {
  const errors = JSON.parse(findings ?? '[]')
    .filter(({ severity }) => severity === 'error')
    .slice(0, MOST_FINDINGS)
    .map(({ segmentPosition, segment, element, message }) => ({
      position: segmentPosition,
      segment,
      element,
      message
    }));
  const told = faults
    .filter(({ segment, position }) => segment || position)
    .map(({ position, segment, element, message }) => ({ position, segment, element, message }));
  const isToldAlready = ({ message, position }) =>
    errors.some((one) => one.message === message && (one.position ?? undefined) === position);
  return [...errors, ...told.filter((one) => !isToldAlready(one))];
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
