import express, { type RequestHandler } from "express";
import { httpProblem, type Security } from "./security.ts";

const BODY_LIMIT_BYTES = 64 * 1024;

/** What comes before every POST of a page: it is one of our forms, not too large, and read. */
export function ownForm(security: Security): RequestHandler[] {
  return [
    security.requireOwnForm,
    // The parser would read a body to its end before refusing it, even one that says that it is too long.
    ({ headers }, _, next) => next(Number(headers["content-length"]) > BODY_LIMIT_BYTES ? httpProblem(413) : undefined),
    express.urlencoded({ extended: false, limit: BODY_LIMIT_BYTES, parameterLimit: 20, inflate: false }),
  ];
}
