/** `{ Name: 'x' }` as the state of a page reference carries it. */
export const encodeDefaultFieldValues = (values) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join(',');

export const decodeDefaultFieldValues = (text) =>
  Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map((pair) => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
      })
  );
