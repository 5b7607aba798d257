// A file that is picked, dropped or pasted is sent as other chats do it, and the bot says what it makes of it. Without
// this, the browser would open the file in place of the chat.
import { showNewest } from "./page.js";
import { read } from "./read-files.js";
import { idle, me, send } from "./send.js";

document.addEventListener("dragover", (event) => isTaken(event, event.dataTransfer) && event.preventDefault());
document.addEventListener("drop", (event) => take(event, event.dataTransfer));
document.addEventListener("paste", (event) => take(event, event.clipboardData));
document.addEventListener("change", ({ target }) => target.id === "composer-file" && picked(target));

// A field of a form takes what is dropped on it by itself.
const isTaken = ({ target }, data) => data?.types.includes("Files") && target.type !== "file";

export function pick() {
  document.getElementById("composer-file").click();
}

async function picked(field) {
  const files = [...field.files];
  field.value = "";
  await sendFiles(files);
}

async function take(event, data) {
  if (!isTaken(event, data)) return;
  event.preventDefault();
  // The mailbox takes nothing, and what is dropped beside the field of an open form is not for the chat.
  if (document.querySelector("dialog[open]")) return;
  await sendFiles([...data.files]);
}

async function sendFiles(files) {
  const composer = document.getElementById("composer-form");
  if (files.length === 0 || !composer) return;
  const from = me();
  await idle();
  if (await send("say", { ...from, text: "", file: await read(files) }, composer)) showNewest();
}
