import type { Request } from "express";

/** The value of a field, as typed. Empty if it is missing or was sent twice. */
export function typed(request: Request, name: string): string {
  const body: unknown = request.body;
  if (typeof body !== "object" || body === null) return "";
  const value = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "";
}
