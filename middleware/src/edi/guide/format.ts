import { z } from 'zod';

/**
 * How guides are written. A guide tells what a document of one type and version holds: it is data, so that a partner's
 * guide needs no code. The short notations keep a guide readable beside the implementation guide it was made from.
 */

const USE = '(M|C|O|X|N)';

/** `M AN 1/30 *5 order number`: usage, type, length, repetitions, name; a composite's number in place of the type. */
const Element = z
  .union([
    z.string().regex(new RegExp(`^(-|${USE} (\\S+)( \\d+/\\d+)?( \\*\\d*)?( .+)?)$`)),
    z.strictObject({
      element: z.string(),
      codes: z.array(z.string()).describe('The only codes allowed.'),
      listed: z.boolean().optional().describe('They are all codes of the standard, not those that were agreed upon.')
    })
  ])
  .describe(
    'Usage (M mandatory, O or C optional, X conditional, N not used), type, min/max length, *repetitions, name. ' +
      'X12 types AN ID N N0..N9 R DT TM B; EDIFACT a an n; or the number of a composite. "-" is not checked.'
  )
  .meta({ id: 'Element' });

const SegmentDefinition = z
  .strictObject({
    name: z.string().describe('What people call it, without an article.'),
    elements: z.array(Element).optional().describe('Left out: they are not checked.'),
    rules: z
      .array(z.string().regex(/^[PRECL](\d\d){2,}$/))
      .optional()
      .describe('X12 syntax notes: P0304 both or none, R one of, E at most one, C and L if the first then the others.')
  })
  .meta({ id: 'SegmentDefinition' });

/** Definitions that the guides of a version share. */
export const SegmentFile = z.strictObject({
  $schema: z.string().optional(),
  extends: z.string().optional().describe('Folder of the version that these definitions change.'),
  composites: z.record(z.string(), z.array(Element)),
  segments: z.record(z.string(), SegmentDefinition)
});

/** `REF M 12`: id, usage, how often; `*` is without limit. */
const SegmentUse = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{1,2} [MCO] (\d+|\*)$/)
  .describe('Segment id, M or O (C), and how often it may stand there; * is without limit.');

export interface LoopFormat {
  loop: string;
  name?: string | undefined;
  structure: (string | LoopFormat)[];
}

const Loop: z.ZodType<LoopFormat> = z
  .strictObject({
    loop: SegmentUse.describe('The segment that begins the loop, and how often the loop may occur.'),
    name: z.string().optional(),
    get structure() {
      return z.array(z.union([SegmentUse, Loop])).describe('What stands behind that segment in the loop.');
    }
  })
  .meta({ id: 'Loop' });

const Structure = z.array(z.union([SegmentUse, Loop]));

const Expectation = z
  .strictObject({
    in: z
      .string()
      .optional()
      .describe('Loops that it is expected in, outermost first: "PO1/N1"; the set where left out.'),
    segment: z.string(),
    where: z
      .string()
      .regex(/^\d+(\.\d+)?=[^=|]+(\|[^=|]+)*$/)
      .describe('Element or component and its codes: 1=ST|SF.'),
    name: z.string().describe('What people call it: "ship-to location".')
  })
  .meta({ id: 'Expectation' });

export const Guide = z.strictObject({
  $schema: z.string().optional(),
  standard: z.enum(['X12', 'EDIFACT']),
  type: z.string(),
  version: z.string(),
  name: z.string().describe('What people call the document, without an article: "purchase order".'),
  everyVersion: z.boolean().optional().describe('It is for every version: service messages have numbers of their own.'),
  structure: Structure,
  expect: z.array(Expectation).optional()
});

/** What a partner's guide changes: it tightens, relaxes or extends. */
export const GuideOverlay = z.strictObject({
  $schema: z.string().optional(),
  standard: z.enum(['X12', 'EDIFACT']),
  type: z.string(),
  version: z.string().optional().describe('Left out: every version of the type.'),
  strict: z.boolean().optional().describe('Every fault rejects the document.'),
  use: z
    .record(z.string(), z.string().regex(/^([MCON]|[MCO] (\d+|\*))$/))
    .optional()
    .describe('Path of a segment or loop ("PO1/N1", "CUR") → M, O, N (not used), with how often.'),
  insert: z
    .array(z.strictObject({ in: z.string().optional(), after: z.string(), structure: Structure }))
    .optional()
    .describe('Segments and loops that the standard guide lacks, behind one that it has.'),
  segments: z
    .record(z.string(), z.union([SegmentDefinition, z.record(z.string().regex(/^\d+$/), Element)]))
    .optional()
    .describe('A whole definition, or single elements of one by their position.'),
  expect: z.array(Expectation).optional()
});

/**
 * Codes of the standard, for all documents: lists that a customer is licensed for. Elements without one are not checked.
 */
export const CodeLists = z
  .strictObject({
    $schema: z.string().optional(),
    standard: z.enum(['X12', 'EDIFACT']),
    version: z.string().optional().describe('Left out: every version.'),
    codes: z
      .record(z.string().regex(/^[A-Z][A-Z0-9]{1,2}\.\d+(\.\d+)?$/), z.array(z.string()))
      .describe('Element or component of a segment ("PO1.3", "RFF.1.1") → its codes. What no guide has is passed over.')
  })
  .meta({ id: 'CodeLists' });

/** A guide that is told by what it changes in the same type's guide of another version. */
export const DerivedGuide = GuideOverlay.extend({
  extends: z.string().describe('Version of the guide that it changes.'),
  version: z.string(),
  name: z.string().optional()
});

export type Guide = z.infer<typeof Guide>;
export type DerivedGuide = z.infer<typeof DerivedGuide>;
export type GuideOverlay = z.infer<typeof GuideOverlay>;
export type CodeLists = z.infer<typeof CodeLists>;
export type SegmentFile = z.infer<typeof SegmentFile>;
export type SegmentDefinition = z.infer<typeof SegmentDefinition>;
export type ElementFormat = z.infer<typeof Element>;
export type Expectation = z.infer<typeof Expectation>;

/** The published JSON Schema (draft 2020-12) of guides, definitions and overlays. */
export function guideSchema(): object {
  return {
    title: 'Guides of the Trading Grid Connector',
    $comment: 'Generated from middleware/src/edi/guide/format.ts by `npm run schema`; edit there.',
    ...z.toJSONSchema(z.union([Guide, DerivedGuide, SegmentFile, GuideOverlay, CodeLists]))
  };
}
