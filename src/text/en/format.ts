import { formatsFor } from "../formats.ts";

export const { list, count, time } = formatsFor("en");
