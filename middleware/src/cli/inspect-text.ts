import { styleText } from 'node:util';
import { acknowledgementCode } from '../edi/acknowledge/codes.ts';
import type { Finding } from '../edi/finding.ts';
import type { FileInspection, FileVerdict, InspectedInterchange } from '../edi/inspection.ts';
import type { Standard } from '../edi/syntax.ts';
import type { Excerpts } from './edi-file.ts';

/** A finding as `--json` prints it; the standard tells by which code it is acknowledged. */
export function findingLine(finding: Finding, standard: Standard | null) {
  const { code, severity, segmentPosition, segment, element, message, offset } = finding;
  const { component = null, loop = null, found = null, expected = null } = finding;
  const acknowledgement = standard && acknowledgementCode(finding, standard);
  const place = { segmentPosition, segment, element, component, loop, offset };
  return { code, severity, ...place, acknowledgementCode: acknowledgement, found, expected, message };
}

const COLOURS = { accepted: 'green', 'accepted-with-errors': 'yellow', rejected: 'red', 'not-edi': 'red' } as const;
const SEVERITIES = { error: 'red', warning: 'yellow', note: 'dim' } as const;
const WORDS: Record<FileVerdict, string> = {
  accepted: 'accepted',
  'accepted-with-errors': 'accepted with errors',
  rejected: 'rejected',
  'not-edi': 'not EDI'
};
const EXCERPT = 160;
/** Messages shown one by one; a file of thousands is told by numbers. */
const MESSAGES_SHOWN = 50;

const coloured = (verdict: FileVerdict) => styleText(COLOURS[verdict], WORDS[verdict]);

/** What people read of an inspection. */
export async function inspectionText(file: string, result: FileInspection, excerpts: Excerpts): Promise<string> {
  const lines = [
    `${styleText('bold', file)}: ${coloured(result.verdict)}`,
    ...(await told(result.errors, '  ', excerpts))
  ];
  for (const interchange of result.interchanges) lines.push(...(await interchangeLines(interchange, excerpts)));
  return lines.join('\n');
}

async function interchangeLines(interchange: InspectedInterchange, excerpts: Excerpts): Promise<string[]> {
  const { standard, version, sender, receiver, controlNumber, verdict, errors, groups } = interchange;
  const from = sender === '' ? '' : ` from ${sender} to ${receiver}`;
  const lines = [
    `  ${standard} ${version} interchange ${controlNumber}${from}: ${coloured(verdict)}`,
    ...(await told(errors, '    ', excerpts))
  ];
  for (const group of groups) {
    if (group.id !== '') lines.push(`    group ${group.id} ${group.controlNumber}: ${coloured(group.verdict)}`);
    lines.push(...(await told(group.errors, '      ', excerpts)));
    for (const message of group.messages.slice(0, MESSAGES_SHOWN)) {
      lines.push(`      ${message.type} ${message.version} ${message.controlNumber}: ${coloured(message.verdict)}`);
      lines.push(...(await told(message.errors, '        ', excerpts)));
    }
    lines.push(...rest(group.messages.slice(MESSAGES_SHOWN)));
  }
  return lines;
}

function rest(messages: { verdict: FileVerdict }[]): string[] {
  if (messages.length === 0) return [];
  const counts = (['accepted', 'accepted-with-errors', 'rejected'] as const)
    .map((verdict) => ({ verdict, count: messages.filter((message) => message.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${WORDS[verdict]}`);
  return [`      and ${messages.length} more: ${counts.join(', ')}`];
}

async function told(findings: readonly Finding[], indent: string, excerpts: Excerpts): Promise<string[]> {
  const lines: string[] = [];
  for (const finding of findings) {
    const place = finding.segmentPosition === null ? '' : `segment ${finding.segmentPosition}: `;
    const label = styleText(SEVERITIES[finding.severity], finding.severity);
    lines.push(`${indent}${label} ${place}${finding.message} ${styleText('dim', finding.code)}`);
    if (finding.segment !== null && finding.severity !== 'note')
      lines.push(...excerpt(await excerpts.at(finding.offset, EXCERPT), finding, `${indent}  `));
  }
  return lines;
}

/** The segment as it stands, with the fault underlined; nothing where the place is that of what is missing. */
function excerpt(bytes: Buffer, finding: Finding, indent: string): string[] {
  const text = bytes.toString('latin1');
  if (finding.segment === null || !text.startsWith(finding.segment)) return [];
  const separator = text[finding.segment.length] ?? '';
  const end = segmentEnd(text, finding.segment);
  const segment = text.slice(0, end);
  const parts = segment.split(separator);
  const [from, to] = componentSpan(parts, finding);
  const marked = segment.slice(0, from) + styleText('underline', segment.slice(from, to)) + segment.slice(to);
  return [indent + marked, indent + ' '.repeat(from) + styleText('red', '^'.repeat(Math.max(1, to - from)))];
}

/** ISA and UNB declare the terminator that others end with; an excerpt is content with the usual ones. */
function segmentEnd(text: string, segment: string): number {
  if (segment === 'ISA') return Math.min(text.length, 105);
  const end = text.search(/(?<!\?)[~'\r\n]/);
  return end < 0 ? text.length : end;
}

function componentSpan(parts: string[], { element, component }: Finding): [number, number] {
  const [from, to] = elementSpan(parts, element);
  if (!component) return [from, to];
  const components = (parts[element ?? 0] ?? '').split(/(?<!\?)[:>]/);
  if (component > components.length) return [from, to];
  const start = from + components.slice(0, component - 1).join(':').length + (component > 1 ? 1 : 0);
  return [start, start + (components[component - 1] ?? '').length];
}

function elementSpan(parts: string[], element: number | null): [number, number] {
  if (element === null || element >= parts.length) {
    const length = parts.join('*').length;
    return element === null ? [0, (parts[0] ?? '').length] : [length, length];
  }
  const from = parts.slice(0, element).join('*').length + 1;
  return [from, from + (parts[element] ?? '').length];
}
