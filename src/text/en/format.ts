import { formatsFor } from "../lists-and-plurals.ts";

export const { list, anyOf, count, time, command } = formatsFor("en");
