import { administrative, type Permission } from "./permission.ts";

export type Role = { id: string; name: string; purpose: string; predefined: boolean; permissions: Permission[] };

type Predefined = Omit<Role, "id" | "predefined">;

/** The roles every organization starts with. They can't be changed. */
export const predefinedRoles: readonly Predefined[] = [
  {
    name: "Admin",
    purpose: "company's or team's person in charge",
    permissions: ["account:read", "transaction:read", "settlement:read", "company:read", ...administrative],
  },
  {
    name: "Finance",
    purpose: "finance staff",
    permissions: ["transaction:read", "transaction:download", "settlement:read", "settlement:download"],
  },
  { name: "Operations", purpose: "staff handling inquiries and refunds", permissions: ["transaction:read"] },
  { name: "Developer", purpose: "IT or developer staff", permissions: ["developer:access"] },
  {
    name: "Data Analytics",
    purpose: "operational and payment-method performance, success rate, error reports",
    permissions: ["insight:read"],
  },
];
