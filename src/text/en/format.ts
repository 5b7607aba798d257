import { formatsFor } from "../lists-and-plurals.ts";

export const { list, count, time, command } = formatsFor("en");
