const GOOD = 'slds-theme_success';
const CAREFUL = 'slds-theme_warning';
const BAD = 'slds-theme_error';

/** How a status looks; one that is not named here is plain: nothing to worry about, and nothing done either. */
const BADGES = {
  Open: GOOD,
  Accepted: GOOD,
  Shipped: GOOD,
  Delivered: GOOD,
  Invoiced: GOOD,
  Approved: GOOD,
  Paid: GOOD,
  Matched: GOOD,
  Cancelled: CAREFUL,
  'Accepted with changes': CAREFUL,
  'Accepted with errors': CAREFUL,
  'Past due, payment unknown': CAREFUL,
  Held: CAREFUL,
  Unsupported: CAREFUL,
  Rejected: BAD,
  Delayed: BAD,
  Short: BAD,
  Damaged: BAD,
  Failed: BAD,
  'Over-invoiced': BAD,
  Overdue: BAD,
  Disputed: BAD,
  Differs: BAD
};
const NUMBERS = new Set(['count', 'amount']);

/** Columns that are made of others. */
const withParts = (row) => ({
  ...row,
  number: row.number ?? row.name,
  place: [row.shipTo, row.shipToCity].filter(Boolean).join(', '),
  carrier: row.carrier ?? row.carrierCode
});

/**
 * The cells of a row, as the template shows them.
 *
 * @param columns of the table
 * @param choices for each picklist: its values → what people read for them
 */
export function cellsOf(columns, row, choices) {
  const values = withParts(row);
  return columns.map(({ name, type }) => {
    const value = values[name] ?? null;
    const isEmpty = value === null;
    return {
      key: name,
      value,
      text: choices[name]?.[value] ?? value,
      className: NUMBERS.has(type) ? 'slds-text-align_right' : '',
      badgeClass: BADGES[value] ?? '',
      isLink: type === 'link',
      isText: type === 'text',
      isCount: type === 'count',
      isBadge: type === 'badge' && !isEmpty,
      isDate: type === 'date' && !isEmpty,
      isDateTime: type === 'dateTime' && !isEmpty,
      isMoney: type === 'amount' && !isEmpty && Boolean(row.currencyCode),
      isNumber: type === 'amount' && !isEmpty && !row.currencyCode
    };
  });
}

/** The heading of a column, and how the table is sorted by it. */
export function headingOf({ name, label, type, sortable }, sortBy, ascending) {
  const isSorted = sortable && name === sortBy;
  const direction = ascending ? 'ascending' : 'descending';
  return {
    name,
    label,
    sortable,
    isSorted,
    className: NUMBERS.has(type) ? 'slds-text-align_right' : '',
    ariaSort: isSorted ? direction : undefined,
    icon: ascending ? 'utility:arrowup' : 'utility:arrowdown'
  };
}
