/** More lines than this between the first and the last change are not compared one by one. */
const MOST = 1000;
const CONTEXT = 2;

/**
 * What was changed, line by line, with two lines around each change.
 *
 * @param before lines
 * @param after lines
 * @returns `{ kind: 'same' | 'removed' | 'added' | 'gap', text, number }`; `number` is the line in its own text, and a
 *   gap stands for lines that are the same
 */
export function lineDiff(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) {
    start += 1;
  }
  let tail = 0;
  while (
    tail < before.length - start &&
    tail < after.length - start &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  const same = (text, index) => ({ kind: 'same', text, number: index + 1 });
  const changes = between(before.slice(start, before.length - tail), after.slice(start, after.length - tail)).map(
    ({ number, ...change }) => ({ ...change, number: number + start })
  );
  const rest = before.slice(before.length - tail).map((text, index) => same(text, before.length - tail + index));
  return withGaps([...before.slice(0, start).map(same), ...changes, ...rest]);
}

function between(before, after) {
  const removed = before.map((text, index) => ({ kind: 'removed', text, number: index + 1 }));
  const added = after.map((text, index) => ({ kind: 'added', text, number: index + 1 }));
  if (before.length > MOST || after.length > MOST) {
    return [...removed, ...added];
  }
  const lengths = commonLengths(before, after);
  const changes = [];
  let left = 0;
  let right = 0;
  while (left < before.length || right < after.length) {
    if (left < before.length && right < after.length && before[left] === after[right]) {
      changes.push({ ...removed[left], kind: 'same' });
      left += 1;
      right += 1;
    } else if (
      right >= after.length ||
      (left < before.length && lengths[left + 1][right] >= lengths[left][right + 1])
    ) {
      changes.push(removed[left]);
      left += 1;
    } else {
      changes.push(added[right]);
      right += 1;
    }
  }
  return changes;
}

/** Length of the longest common subsequence of what follows each pair of lines. */
function commonLengths(before, after) {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array(after.length + 1).fill(0));
  for (let left = before.length - 1; left >= 0; left -= 1) {
    for (let right = after.length - 1; right >= 0; right -= 1) {
      lengths[left][right] =
        before[left] === after[right]
          ? lengths[left + 1][right + 1] + 1
          : Math.max(lengths[left + 1][right], lengths[left][right + 1]);
    }
  }
  return lengths;
}

function withGaps(lines) {
  const isNear = (index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== 'same');
  const shown = [];
  lines.forEach((line, index) => {
    if (isNear(index)) {
      shown.push(line);
    } else if (shown.at(-1)?.kind !== 'gap') {
      shown.push({ kind: 'gap', text: '', number: line.number });
    }
  });
  return shown.some(({ kind }) => kind !== 'gap') ? shown : [];
}
