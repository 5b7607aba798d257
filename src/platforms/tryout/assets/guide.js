// Where there is little room the guide is one line. It opens on a press, and closes when something in it was taken.

const guide = document.getElementById("guide");

export function toggleGuide() {
  setOpen(!guide.classList.contains("open"));
}

export function foldGuide() {
  setOpen(false);
}

/** The server draws it closed. */
export function keepGuide() {
  setOpen(guide.classList.contains("open"));
}

function setOpen(isOpen) {
  guide.classList.toggle("open", isOpen);
  guide.querySelector("[data-guide-more]")?.setAttribute("aria-expanded", String(isOpen));
}
