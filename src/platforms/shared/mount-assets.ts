import { join } from "node:path";
import express, { type Application } from "express";

/** Adds what the pages of several platforms load, at the address that their scripts import it from. */
export function mountShared(app: Application): void {
  const files = express.static(join(import.meta.dirname, "assets"), { index: false, redirect: false });
  app.use("/shared/assets", files);
}
