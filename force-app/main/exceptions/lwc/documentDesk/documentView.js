import { editable, placeFaults, readSegments } from 'c/ediText';
import { labels } from './labels';

const SETTLED = new Set(['Resolved', 'Ignored']);

/** The faults of a document that nobody has settled. */
export function openFaultsOf({ faults }) {
  return faults.filter(({ status }) => !SETTLED.has(status));
}

/** Where the first fault is in the text as it is edited: a line counted from 0. */
export function faultyLineOf(document, text) {
  const segments = readSegments(text);
  const [first] = [...placeFaults(segments, document, document.faults).keys()].sort((a, b) => a - b);
  if (first === undefined) {
    return 0;
  }
  const before = segments.slice(0, first).map((segment) => segment.text);
  const lines = editable(text).shown.split('\n');
  return Math.max(
    0,
    lines.findIndex((line, index) => index >= before.length && line === segments[first].text)
  );
}

/** A link for each contact of the partner that opens a mail about the document's faults. */
export function mailsOf(document) {
  const subject = labels.mailSubject.replace('{0}', document.title);
  const body = [
    `${labels.mailHello},`,
    '',
    labels.mailIntro,
    '',
    document.title,
    `${labels.mailFile}: ${document.fileName ?? ''}`,
    `${labels.mailInterchange}: ${document.interchangeControlNumber ?? ''}`,
    '',
    ...openFaultsOf(document).map(({ message, segment, position }) =>
      [`- ${message}`, segment && `(${segment}${position ? ` ${position}` : ''})`].filter(Boolean).join(' ')
    ),
    '',
    labels.mailAsk
  ].join('\r\n');
  return document.contacts.map(({ name, role, email }) => ({
    email,
    label: `${labels.writeTo} ${name}${role ? ` (${role})` : ''}`,
    href: `mailto:${email}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`
  }));
}
