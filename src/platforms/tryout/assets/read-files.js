// What is sent of a file that somebody chose.
import { app } from "./page.js";

/** The files of a form, by field. */
export function filesOf(form) {
  const fields = [...form.querySelectorAll("input[type=file]")].filter(({ files }) => files.length > 0);
  const shown = fields.filter((field) => !field.closest("[data-when][hidden]"));
  return Promise.all(shown.map(async ({ name, files }) => ({ field: name, file: await read([...files]) })));
}

/** The bytes of one, or why there are none. */
export async function read([file, ...more]) {
  const name = file.name.slice(0, 255);
  if (more.length > 0) return { name, problem: "several" };
  if (file.size > Number(app.dataset.fileMost)) return { name, problem: "too-large" };
  try {
    return { name, content: await base64Of(file) };
  } catch {
    // A folder, or a file that is not there any more.
    return { name, problem: "not-reached" };
  }
}

function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
