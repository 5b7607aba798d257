// The button that shows what is typed as a password, there only where scripts run. What is sent is hidden again before,
// so that browsers know it for a password and offer to keep it; and it is sent once, however often it is pressed.

const reveal = document.getElementById("reveal");
const inputs = [...document.querySelectorAll("input[autocomplete$=password]")];
let isSent = false;

function show(isShown) {
  for (const input of inputs) input.type = isShown ? "text" : "password";
  reveal?.setAttribute("aria-pressed", String(isShown));
}

if (reveal) reveal.hidden = false;
reveal?.addEventListener("click", () => show(reveal.getAttribute("aria-pressed") !== "true"));
document.querySelector("form")?.addEventListener("submit", (event) => {
  if (isSent) event.preventDefault();
  isSent = true;
  show(false);
});
addEventListener("pageshow", () => {
  isSent = false;
});
