// Times in sentences come in UTC, with the zone named. Here they are put into the browser's own zone, and named too.

const { lang } = document.documentElement;
// English without a country: days before months, as the server writes them.
const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

/** The header that names the browser's zone, for every request. */
export const zone = { "Time-Zone": format.resolvedOptions().timeZone ?? "" };

/** For markup that came from the server, before it is shown or compared. What it said in UTC becomes the tooltip. */
export function putIntoOwnZone(root) {
  for (const time of root.querySelectorAll("time[data-moment]")) {
    time.title = time.textContent;
    time.textContent = format.format(new Date(time.dateTime));
    time.removeAttribute("data-moment");
  }
}
