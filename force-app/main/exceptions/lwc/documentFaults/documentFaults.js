import { LightningElement, api } from 'lwc';
import { labels } from './labels';

const SETTLED = new Set(['Resolved', 'Ignored']);

/** The faults of a document in plain words, with their severity and place. */
export default class DocumentFaults extends LightningElement {
  /** As DeskView.FaultView tells them. */
  @api faults = [];

  labels = labels;

  get isEmpty() {
    return this.faults.length === 0;
  }

  get rows() {
    return this.faults.map((fault) => {
      const isError = fault.severity === 'Error';
      const isSettled = SETTLED.has(fault.status);
      return {
        ...fault,
        severityLabel: isError ? labels.error : labels.warning,
        icon: isSettled ? 'utility:success' : isError ? 'utility:error' : 'utility:warning',
        variant: isSettled ? 'success' : isError ? 'error' : 'warning',
        place: placeOf(fault)
      };
    });
  }
}

function placeOf({ segment, position, element, code }) {
  return [
    segment && `${labels.segment} ${segment}`,
    position && `${labels.position} ${position}`,
    element && `${labels.element} ${element}`,
    code && `${labels.code} ${code}`
  ]
    .filter(Boolean)
    .join(', ');
}
