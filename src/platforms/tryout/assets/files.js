// A file that is dropped or pasted is sent as other chats do it, and the bot says what it makes of it. Its content stays
// in the browser. Without this, the browser would open the file in place of the chat.
import { showNewest } from "./page.js";
import { idle, me, send } from "./send.js";

document.addEventListener("dragover", (event) => holdsFile(event.dataTransfer) && event.preventDefault());
document.addEventListener("drop", (event) => take(event, event.dataTransfer));
document.addEventListener("paste", (event) => take(event, event.clipboardData));

const holdsFile = (data) => data?.types.includes("Files");

async function take(event, data) {
  if (!holdsFile(data)) return;
  event.preventDefault();
  const [file] = data.files;
  const composer = document.getElementById("composer-form");
  // The mailbox takes nothing, and a form that is open has no field for files.
  if (!file || !composer || document.querySelector("dialog[open]")) return;
  const from = me();
  await idle();
  if (await send("say", { ...from, text: "", file: file.name.slice(0, 255) || "?" }, composer)) showNewest();
}
