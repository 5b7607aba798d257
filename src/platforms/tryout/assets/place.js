// Where the list of a search field is shown: it floats above the form, so that nothing moves under the pointer when it
// opens or closes.

const GAP = 4;
const MOST_HEIGHT = 280;
const ENOUGH = 180;
let placed;

addEventListener("resize", placeAgain);
visualViewport?.addEventListener("resize", placeAgain);
visualViewport?.addEventListener("scroll", placeAgain);
document.addEventListener("scroll", ({ target }) => !placed?.list.contains(target) && placeAgain(), { capture: true });

/** Below the box, or above it if there is too little room: a telephone's keyboard covers what is below. */
export function place(list, box) {
  placed = { list, box };
  const { left, top, bottom, width } = box.getBoundingClientRect();
  const { offsetTop = 0, height = innerHeight } = visualViewport ?? {};
  const [above, below] = [top - offsetTop - 2 * GAP, offsetTop + height - bottom - 2 * GAP];
  const isBelow = below >= Math.min(ENOUGH, above);
  Object.assign(list.style, {
    left: `${left}px`,
    width: `${width}px`,
    maxHeight: `${Math.min(MOST_HEIGHT, isBelow ? below : above)}px`,
    top: isBelow ? `${bottom + GAP}px` : "auto",
    bottom: isBelow ? "auto" : `${innerHeight - top + GAP}px`,
  });
}

function placeAgain() {
  if (placed && !placed.list.hidden && placed.list.isConnected) place(placed.list, placed.box);
}
