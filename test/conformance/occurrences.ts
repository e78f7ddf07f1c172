/** What occurs in syntax trees: kinds of nodes, operators, and the dotted names that types and static members have. */
export class Occurrences {
  /** `while`, `binary +`, `dml insert`, `mode user`, `literal Long`, `when type`, `safe`. */
  readonly kinds = new Set<string>();
  private readonly paths = new Set<string>();
  private variables = new Set<string>();

  /** The tree of one file. */
  add(tree: unknown): void {
    this.variables = new Set();
    this.declared(tree);
    this.walk(tree);
  }

  /** Names of variables, which hide the types of that name. */
  private declared(node: unknown): void {
    if (typeof node !== 'object' || node === null) {
      return;
    }
    const { kind, name } = node as Record<string, unknown>;
    // The parts of a type's name have no place of their own.
    if (typeof name === 'string' && 'line' in node && !KEPT.has(String(kind))) {
      this.variables.add(name.toLowerCase());
    }
    (node instanceof Map ? [...node.values()] : Object.values(node)).forEach((one) => this.declared(one));
  }

  private walk(node: unknown): void {
    if (Array.isArray(node)) {
      node.forEach((one) => this.walk(one));
    } else if (node instanceof Map) {
      this.walk([...node.values()]);
    } else if (typeof node === 'object' && node !== null) {
      this.note(node as Record<string, unknown>);
      this.walk(Object.values(node));
    }
  }

  /** Whether the class, or a member of it, is named; classes of System and Schema need no namespace. */
  names(name: string): boolean {
    const lower = name.toLowerCase();
    return this.paths.has(lower) || this.paths.has(lower.replace(/^(system|schema)\./, ''));
  }

  private note(node: Record<string, unknown>): void {
    const { kind } = node;
    if (typeof kind === 'string') {
      this.kinds.add(kind);
      for (const [key, prefix] of DETAILS) {
        if (typeof node[key] === 'string') {
          this.kinds.add(`${prefix ?? kind} ${node[key]}`);
        }
      }
    }
    if (node['safe'] === true) {
      this.kinds.add('safe');
    }
    if (isWhen(node['when'])) {
      this.kinds.add(`when ${node['when'].kind}`);
    }
    const path = dotted(node) ?? (typeof node['type'] === 'string' ? node['type'] : undefined);
    if (Array.isArray(node['parts']) || !this.variables.has(path?.split('.')[0]?.toLowerCase() ?? '')) {
      this.notePath(path);
    }
  }

  /** `a.b.c` names `a` and `a.b` as well. */
  private notePath(path: string | undefined): void {
    const parts = path?.toLowerCase().split('.') ?? [];
    parts.forEach((_, index) => this.paths.add(parts.slice(0, index + 1).join('.')));
  }
}

/** Nodes whose `name` is no variable's. */
const KEPT = new Set(['name', 'member', 'call', 'method', 'constructor', 'class', 'interface', 'enum', 'trigger']);

/** Properties that tell nodes of one kind apart, and what stands for the kind where that is not its own name. */
const DETAILS: [key: string, prefix?: string][] = [['operator'], ['operation'], ['mode', 'mode'], ['type']];

const isWhen = (value: unknown): value is { kind: string } =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';

/** The dotted name that a type reference, a name, a member or a call stands for. */
function dotted(node: Record<string, unknown>): string | undefined {
  if (Array.isArray(node['parts'])) {
    return (node['parts'] as { name: string }[]).map(({ name }) => name).join('.');
  }
  const name = node['name'];
  if (typeof name !== 'string' || !['name', 'member', 'call'].includes(String(node['kind']))) {
    return undefined;
  }
  const target = node['target'];
  if (typeof target !== 'object' || target === null) {
    return node['kind'] === 'call' ? undefined : name;
  }
  const before = dotted(target as Record<string, unknown>);
  return before === undefined ? undefined : `${before}.${name}`;
}
