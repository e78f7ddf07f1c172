const PAUSE = 250;

/** Calls once the user has stopped typing for a quarter of a second, so that a search runs once for a word. */
export function afterTyping(search) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  };
}
