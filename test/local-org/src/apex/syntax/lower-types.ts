import type { Annotation, Modifiers, ParameterDeclaration, TypeRef } from './ast.ts';
import { at, childOf, childrenOf, only, rule, rules, tokens, type Tree } from './tree.ts';
import { unquote } from './literals.ts';

export function lowerTypeRef(node: Tree): TypeRef {
  const subscripts = childOf(node, 'ArraySubscripts');
  return {
    ...at(node),
    parts: childrenOf(node, 'TypeName').map((part) => {
      const argumentsNode = childOf(part, 'TypeArguments');
      const id = childOf(part, 'Id');
      return {
        name: id ? id.getText() : (part.children?.[0]?.getText() ?? ''),
        arguments: argumentsNode ? lowerTypeList(only(argumentsNode, 'TypeList')) : []
      };
    }),
    arrays: subscripts ? tokens(subscripts).filter((token) => token === '[').length : 0
  };
}

export function lowerTypeList(node: Tree): TypeRef[] {
  return childrenOf(node, 'TypeRef').map(lowerTypeRef);
}

/** Modifiers stand beside what they modify, not inside it. */
export function lowerModifiers(nodes: Tree[]): Modifiers {
  const words = new Set<string>();
  let duplicate: string | undefined;
  const annotations = new Map<string, Annotation>();
  for (const node of nodes) {
    const annotation = childOf(node, 'Annotation');
    if (annotation) {
      const lowered = lowerAnnotation(annotation);
      annotations.set(lowered.name.toLowerCase(), lowered);
    } else {
      const word = tokens(node).join(' ');
      duplicate ??= words.has(word) ? word : undefined;
      words.add(word);
    }
  }
  if (words.has('testmethod')) {
    annotations.set('istest', { line: 1, column: 1, name: 'isTest', values: new Map() });
  }
  return { words, annotations, ...(duplicate === undefined ? {} : { duplicate }) };
}

function lowerAnnotation(node: Tree): Annotation {
  const values = new Map<string, string>();
  const pairs = childOf(node, 'ElementValuePairs');
  for (const pair of pairs ? childrenOf(pairs, 'ElementValuePair') : []) {
    values.set(only(pair, 'Id').getText().toLowerCase(), unquote(only(pair, 'ElementValue').getText()));
  }
  const single = childOf(node, 'ElementValue');
  if (single) {
    values.set('value', unquote(single.getText()));
  }
  return { ...at(node), name: only(node, 'Id').getText(), values };
}

export function lowerParameters(node: Tree): ParameterDeclaration[] {
  const list = childOf(node, 'FormalParameterList');
  return list
    ? childrenOf(list, 'FormalParameter').map((parameter) => ({
        ...at(only(parameter, 'Id')),
        name: only(parameter, 'Id').getText(),
        type: lowerTypeRef(only(parameter, 'TypeRef'))
      }))
    : [];
}

/** `new Foo.Bar<X>`: the grammar has its own form of type names behind `new`. */
export function lowerCreatedName(node: Tree): TypeRef {
  return {
    ...at(node),
    parts: rules(node)
      .filter((pair) => rule(pair) === 'IdCreatedNamePair')
      .map((pair) => {
        const list = childOf(pair, 'TypeList');
        return { name: only(pair, 'AnyId').getText(), arguments: list ? lowerTypeList(list) : [] };
      }),
    arrays: 0
  };
}
