import type { FileCoverage } from '../../apex/testing/coverage.ts';
import type { FieldValue } from '../../schema/schema.ts';
import type { LocalOrg } from '../../platform/open-org.ts';
import type { ToolingStore } from './tooling-store.ts';

/** What one test method ran. */
export interface MethodCoverage {
  className: string;
  methodName: string;
  files: readonly FileCoverage[];
}

interface Lines {
  covered: ReadonlySet<number>;
  all: readonly number[];
}

/** Lines that tests ran, as rows of the Tooling API: for each method, for each class and trigger, and for the org. */
export class CoverageRows {
  private readonly tooling: ToolingStore;
  /** By test class and method: what it ran when it last ran. */
  private readonly known = new Map<string, MethodCoverage>();
  /** All classes and triggers of the org that tests may cover, as of the last run. */
  private files: readonly FileCoverage[] = [];

  constructor(tooling: ToolingStore) {
    this.tooling = tooling;
  }

  /** Takes over what a run covered; of methods that ran before, the new lines count. */
  add(methods: readonly MethodCoverage[], org: LocalOrg): void {
    for (const method of methods) {
      this.known.set(`${method.className}.${method.methodName}`, method);
      this.files = method.files;
    }
    const names = new Set(this.files.map(({ name }) => name));
    const ids = new Map([...names].map((name) => [name, this.tooling.codeId(name, org) ?? null]));
    this.tooling.replaceAll('ApexCodeCoverage', this.methodRows(ids, org));
    const totals = this.files.map((file) => ({ id: ids.get(file.name) ?? null, lines: this.linesOf(file) }));
    this.tooling.replaceAll(
      'ApexCodeCoverageAggregate',
      totals.map(({ id, lines }) => ({ ApexClassOrTriggerId: id, ...figures(lines) }))
    );
    const all = totals.reduce((sum, { lines }) => sum + lines.all.length, 0);
    const covered = totals.reduce((sum, { lines }) => sum + lines.covered.size, 0);
    const percent = all === 0 ? 0 : Math.floor((covered / all) * 100);
    this.tooling.replaceAll('ApexOrgWideCoverage', [{ PercentCovered: percent }]);
  }

  private methodRows(ids: ReadonlyMap<string, string | null>, org: LocalOrg): Record<string, FieldValue>[] {
    return [...this.known.values()].flatMap(({ className, methodName, files }) =>
      files
        .filter((file) => file.covered > 0 && ids.has(file.name))
        .map((file) => ({
          ApexTestClassId: this.tooling.codeId(className, org) ?? null,
          TestMethodName: methodName,
          ApexClassOrTriggerId: ids.get(file.name) ?? null,
          ...figures({
            covered: new Set(file.coveredLines),
            all: [...file.coveredLines, ...file.uncoveredLines]
          })
        }))
    );
  }

  /** What all methods together ran of a file. */
  private linesOf(file: FileCoverage): Lines {
    const all = [...file.coveredLines, ...file.uncoveredLines].sort((a, b) => a - b);
    const present = new Set(all);
    const ran = [...this.known.values()].flatMap(
      ({ files }) => files.find(({ name }) => name === file.name)?.coveredLines ?? []
    );
    return { covered: new Set(ran.filter((line) => present.has(line))), all };
  }
}

function figures({ covered, all }: Lines): Record<string, FieldValue> {
  const coveredLines = all.filter((line) => covered.has(line));
  const uncoveredLines = all.filter((line) => !covered.has(line));
  return {
    NumLinesCovered: coveredLines.length,
    NumLinesUncovered: uncoveredLines.length,
    Coverage: JSON.stringify({ coveredLines, uncoveredLines })
  };
}

/** A run's coverage in the form of the SOAP API's CodeCoverageResult. */
export function coverageResults(
  methods: readonly MethodCoverage[],
  codeId: (name: string) => string | undefined,
  namespace: string
): Record<string, unknown>[] {
  const [first] = methods;
  return (first?.files ?? []).map((file) => {
    const ran = new Set(
      methods.flatMap(({ files }) => files.find(({ name }) => name === file.name)?.coveredLines ?? [])
    );
    const missing = [...file.coveredLines, ...file.uncoveredLines].filter((line) => !ran.has(line));
    return {
      id: codeId(file.name),
      name: file.name.replace(/^trigger /, ''),
      namespace: namespace === '' ? null : namespace,
      type: file.name.startsWith('trigger ') ? 'Trigger' : 'Class',
      numLocations: file.total,
      numLocationsNotCovered: missing.length,
      locationsNotCovered: missing
        .sort((a, b) => a - b)
        .map((line) => ({ column: 0, line, numExecutions: 0, time: -1 })),
      dmlInfo: [],
      methodInfo: [],
      soqlInfo: [],
      soslInfo: []
    };
  });
}
