import { styleText } from 'node:util';
import { acknowledgementCode } from '../edi/acknowledge/codes.ts';
import type { Finding } from '../edi/finding.ts';
import type { FileInspection, FileVerdict, InspectedInterchange, InspectedMessage } from '../edi/inspection.ts';
import type { Standard } from '../edi/syntax.ts';
import type { Excerpts } from './edi-file.ts';
import { EXCERPT, excerptOf, visible } from './excerpt.ts';

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
/** Messages shown one by one; of a file of thousands those that are not simply accepted, the others by their number. */
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
    `  ${standard} ${version} interchange ${visible(controlNumber + from)}: ${coloured(verdict)}`,
    ...(await told(errors, '    ', excerpts))
  ];
  for (const group of groups) {
    if (group.id !== '')
      lines.push(`    group ${visible(`${group.id} ${group.controlNumber}`)}: ${coloured(group.verdict)}`);
    lines.push(...(await told(group.errors, '      ', excerpts)));
    const shown = new Set(shownOf(group.messages));
    for (const message of shown) {
      const what = visible(`${message.type} ${message.version} ${message.controlNumber}`);
      lines.push(`      ${what}: ${coloured(message.verdict)}`);
      lines.push(...(await told(message.errors, '        ', excerpts)));
    }
    lines.push(...rest(group.messages.filter((message) => !shown.has(message))));
  }
  return lines;
}

function shownOf(messages: readonly InspectedMessage[]): readonly InspectedMessage[] {
  if (messages.length <= MESSAGES_SHOWN) return messages;
  return messages.filter(({ verdict }) => verdict !== 'accepted').slice(0, MESSAGES_SHOWN);
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
    lines.push(`${indent}${label} ${place}${visible(finding.message)} ${styleText('dim', finding.code)}`);
    if (finding.segment !== null && finding.severity !== 'note')
      lines.push(...excerptOf(await excerpts.at(finding.offset, EXCERPT), finding, `${indent}  `));
  }
  return lines;
}
