import { formatsFor } from "../lists-and-plurals.ts";

export const { anyOf, command, count, list, number, time } = formatsFor("en");
