import type { Person } from "../platforms/tryout/people.ts";

/** Who plays in the try-out chat: the first administrator, somebody to approve, and somebody to invite. */
export function tryOutPeople(firstAdmin: string): Person[] {
  const [name = "admin", domain = "example.com"] = firstAdmin.split("@");
  return [
    { id: "first", name: titled(name), email: firstAdmin },
    { id: "second", name: "Grace", email: `grace@${domain}` },
    { id: "third", name: "Linus", email: `linus@${domain}` },
  ];
}

function titled(name: string): string {
  return name
    .split(/[._-]+/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join(" ");
}
