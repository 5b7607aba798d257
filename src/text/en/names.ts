const permissionNames: Record<string, string> = {
  "account:read": "see accounts",
  "transaction:read": "see transactions",
  "transaction:download": "download transactions",
  "settlement:read": "see settlements",
  "settlement:download": "download settlements",
  "company:read": "see company details",
  "developer:access": "use the developer tools",
  "insight:read": "see performance and error reports",
  "member:invite": "invite members",
  "member:edit": "manage members",
  "member:remove": "remove members",
  "role:manage": "manage roles",
  "merchant-account:manage": "manage merchant accounts",
  "request:approve": "approve requests",
  "history:read": "read the history",
  "policy:manage": "manage the policy",
};

export function permissionName(permission: string): string {
  return permissionNames[permission] ?? permission;
}

const platformNames: Record<string, string> = { slack: "Slack", teams: "Microsoft Teams", local: "try-out chat" };

export function platformName(platform: string): string {
  return platformNames[platform] ?? platform;
}
