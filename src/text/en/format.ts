import { formatsFor } from "../formats.ts";

export const { list, time } = formatsFor("en");
