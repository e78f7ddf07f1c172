import type { CodeLists, ElementFormat } from './format.ts';
import type { DefinedGuide } from './overlay.ts';

type Composites = DefinedGuide['definitions']['composites'];

/** Lays code lists over the definitions of a guide. What it does not define, or does not check, is passed over. */
export function withCodeLists(base: DefinedGuide, { codes }: CodeLists): DefinedGuide {
  const segments = { ...base.definitions.segments };
  const composites = { ...base.definitions.composites };
  for (const [path, list] of Object.entries(codes)) {
    const [id = '', element, component] = path.split('.');
    const definition = segments[id];
    const at = Number(element) - 1;
    const format = definition?.elements?.[at];
    if (!definition?.elements || format === undefined || format === '-') continue;
    const listed =
      component === undefined
        ? coded(format, list)
        : withComponent(format, { list, component: Number(component), name: `${id}.${element ?? ''}` }, composites);
    if (listed) segments[id] = { ...definition, elements: definition.elements.with(at, listed) };
  }
  return { ...base, definitions: { composites, segments } };
}

const textOf = (format: ElementFormat) => (typeof format === 'string' ? format : format.element);

const coded = (format: ElementFormat, codes: string[]): ElementFormat => ({
  element: textOf(format),
  codes,
  listed: true
});

/** Composites are shared by segments, whose codes differ: the element gets one of its own. */
function withComponent(
  format: ElementFormat,
  { list, component, name }: { list: string[]; component: number; name: string },
  composites: Composites
): ElementFormat | undefined {
  const [use = '', type = '', ...rest] = textOf(format).split(' ');
  const parts = composites[type];
  const part = parts?.[component - 1];
  if (!parts || part === undefined || part === '-') return undefined;
  const own = type.includes('@') ? type : `${type}@${name}`;
  composites[own] = parts.with(component - 1, coded(part, list));
  return [use, own, ...rest].join(' ');
}
