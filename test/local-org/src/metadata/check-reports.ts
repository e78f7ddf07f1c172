import path from 'node:path';
import type { Schema } from '../schema/schema.ts';
import { leadsToField, loadReportTypes, type ReportType } from './check-report-types.ts';
import type { Naming } from './namespace.ts';
import { problemAt, type MetadataProblem } from './problems.ts';
import { withSuffix, type ProjectFiles } from './project-files.ts';
import { readMetadata, type XmlElement } from './xml.ts';

interface ReportCheck {
  files: ProjectFiles;
  schema: Schema;
  naming: Naming;
  problems: MetadataProblem[];
  warnings: string[];
}

/** Every element that names a column, by where it stands in a report. */
function columnsOf(report: XmlElement): string[] {
  const named = (elements: XmlElement[], name: string): string[] =>
    elements.flatMap((element) => element.text(name) ?? []);
  const filters = report.all('filter').flatMap((filter) => filter.all('criteriaItems'));
  return [
    ...named(report.all('columns'), 'field'),
    ...named(report.all('groupingsDown'), 'field'),
    ...named(report.all('groupingsAcross'), 'field'),
    ...named(report.all('buckets'), 'sourceColumnName'),
    ...named(report.all('timeFrameFilter'), 'dateColumn'),
    ...named(filters, 'column'),
    ...named(
      report.all('chart').flatMap((chart) => chart.all('chartSummaries')),
      'column'
    ),
    ...[report.text('sortColumn')].filter((column) => column !== undefined)
  ];
}

/** Columns that a report defines itself: buckets, formulas, the count of its rows. */
function ownColumns(report: XmlElement): Set<string> {
  const developed = [...report.all('buckets'), ...report.all('aggregates'), ...report.all('customDetailFormulas')];
  return new Set(['rowcount', ...developed.flatMap((element) => element.text('developerName')?.toLowerCase() ?? [])]);
}

/** Whether a column of a standard report type, or of an object's own one, exists; undefined where nobody can tell. */
function standardColumn(check: ReportCheck, column: string): boolean | undefined {
  const [first = '', ...rest] = column.split(/[.$]/);
  const object = check.schema.object(check.naming.api(first));
  if (rest.length === 0 || (object === undefined && !/__c$/i.test(first))) return undefined;
  const isCustom = /__c/i.test(column);
  return isCustom
    ? object !== undefined && leadsToField(check.schema, check.naming, object, rest.join('.'))
    : undefined;
}

function checkReport(check: ReportCheck, file: string, types: ReadonlyMap<string, ReportType>): XmlElement {
  const report = readMetadata(file, 'Report');
  const reportType = report.required('reportType');
  const [, objects] = /^CustomEntity(?:CustomEntity)?\$(.+)$/.exec(reportType) ?? [];
  const type = types.get(reportType.replace(/__c$/i, '').toLowerCase());
  if (objects === undefined && type === undefined && /__c$/i.test(reportType)) {
    check.problems.push(problemAt(file, '<reportType>', `There is no report type ${reportType}.`));
    return report;
  }
  for (const name of objects?.split(/[$@]/) ?? []) {
    if (check.schema.object(check.naming.api(name)) === undefined) {
      check.problems.push(problemAt(file, '<reportType>', `There is no object ${name}.`));
    }
  }
  const own = ownColumns(report);
  const unchecked = new Set<string>();
  for (const column of new Set(columnsOf(report))) {
    if (own.has(column.toLowerCase())) continue;
    const exists = type === undefined ? standardColumn(check, column) : type.columns.has(column.toLowerCase());
    if (exists === undefined && objects === undefined) unchecked.add(column);
    if (exists === false) {
      check.problems.push(problemAt(file, `>${column}<`, `The report type ${reportType} has no column ${column}.`));
    }
  }
  if (unchecked.size > 0) {
    check.warnings.push(`not checked: columns of the standard report type ${reportType}: ${[...unchecked].join(', ')}`);
  }
  return report;
}

function componentsOf(dashboard: XmlElement): XmlElement[] {
  const sections = ['leftSection', 'middleSection', 'rightSection'].flatMap((name) => dashboard.all(name));
  const grid = dashboard.all('dashboardGridLayout').flatMap((layout) => layout.all('dashboardGridComponents'));
  return [
    ...sections.flatMap((section) => section.all('components')),
    ...grid.flatMap((cell) => cell.all('dashboardComponent'))
  ];
}

function checkDashboard(check: ReportCheck, file: string, reports: ReadonlyMap<string, XmlElement>): void {
  for (const component of componentsOf(readMetadata(file, 'Dashboard'))) {
    const name = component.text('report');
    if (name === undefined) continue;
    const report = reports.get(name.toLowerCase());
    if (report === undefined) {
      check.problems.push(problemAt(file, `>${name}<`, `There is no report ${name}.`));
      continue;
    }
    const known = new Set(columnsOf(report).map((column) => column.toLowerCase()));
    const own = ownColumns(report);
    const used = [
      ...component.all('groupingColumn'),
      ...component.all('groupingSorts').flatMap((s) => s.all('groupingLevel'))
    ];
    for (const { content } of used) {
      const column = content.trim();
      if (!known.has(column.toLowerCase()) && !own.has(column.toLowerCase())) {
        check.problems.push(problemAt(file, `>${column}<`, `The report ${name} does not group by ${column}.`));
      }
    }
  }
}

/**
 * Holds reports and dashboards against the schema and each other, as a deployment does: nothing runs them here, so a
 * column that does not exist would show in an org only (Metadata API Developer Guide, "Report", "Dashboard").
 */
export function checkReports(check: ReportCheck): void {
  const types = new Map(
    loadReportTypes(check.files, check.schema, check.naming, check.problems).map((type) => [
      type.name.toLowerCase(),
      type
    ])
  );
  const reports = new Map(
    withSuffix(check.files, '.report-meta.xml').map(({ name, file }) => [
      `${path.basename(path.dirname(file))}/${name}`.toLowerCase(),
      checkReport(check, file, types)
    ])
  );
  for (const { file } of withSuffix(check.files, '.dashboard-meta.xml')) checkDashboard(check, file, reports);
}
