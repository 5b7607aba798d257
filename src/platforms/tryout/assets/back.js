// An open dialog has an entry of its own in the browser's history, so that going back leaves the dialog and not the
// page. A dialog that is closed in another way gives its entry back: then Back leads where it would have led before.

const LONGEST_MS = 1_000;
let entry = null;
let arrived = Promise.resolve();
let finish = null;

const here = () => history.state?.position ?? 0;

export async function enterPlace(href) {
  await arrived;
  history.pushState({ position: here() + 1 }, "", href);
}

/** `isOpen`: it may be closed before the browser has come to rest. */
export async function enterDialog(isOpen) {
  await arrived;
  if (entry !== null || !isOpen()) return;
  entry = here() + 1;
  history.pushState({ position: entry, isDialog: true }, "");
}

export function leaveDialog() {
  if (entry !== null) move(-1);
  forgetDialog();
}

/** The browser has left the dialog's entry already. */
export function forgetDialog() {
  entry = null;
}

/** One at a time: the browser travels later than it is told to. */
export function move(steps) {
  arrived = arrived.then(() => new Promise((resolve) => travel(steps, resolve)));
}

function travel(steps, resolve) {
  const done = () => {
    if (finish === done) finish = null;
    resolve();
  };
  finish = done;
  // Where there is nowhere to go, the browser stays silent.
  setTimeout(done, LONGEST_MS);
  history.go(steps);
}

/** Where the browser has come to, how far from the dialog's entry, and whether the page itself went there. */
export function arrive() {
  const isOwn = finish !== null;
  finish?.();
  return { isOwn, away: entry === null ? 0 : entry - here(), isForDialog: history.state?.isDialog === true };
}
