const TENANT = "5fb1a4d7-32d5-4d1f-9a52-7a1e6f2c0a01";
export const APP = { id: "c0a8a1de-9d6b-4f0e-8c1b-3a2f5d7e9b11", password: "playground-password", tenant: TENANT };
const BOT = { id: `28:${APP.id}`, name: "Countersign" };

export type Person = { name: string; email: string; id: string; objectId: string; chat: string };

const everybody = ["Ada", "Grace", "Linus", "Margaret", "Ken", "Barbara"].map((name, at): Person => {
  const small = name.toLowerCase();
  const objectId = `aaaaaaaa-0000-4000-8000-00000000000${at + 1}`;
  return { name, email: `${small}@example.com`, id: `29:${small}`, objectId, chat: `a:personal-${small}` };
});

export function personNamed(name: string): Person {
  const person = everybody.find((one) => one.name === name);
  if (!person) throw new Error(`nobody is called ${name}`);
  return person;
}

const userOf = ({ id, name, email, objectId }: Person) => ({
  ...{ id, name, email, userPrincipleName: email, aadObjectId: objectId, givenName: name, surname: "Example" },
});

/** Its `.m365agentsplayground.yml`, as JSON, which YAML includes: who it plays, and exactly five others. */
export function configurationFor(person: Person): string {
  const users = everybody.filter((one) => one !== person).map(userOf);
  return JSON.stringify({
    ...{ version: "0.1.1", tenantId: TENANT, bot: BOT, currentUser: userOf(person), users },
    personalChat: { id: person.chat },
    groupChat: { id: "19:group@thread.v2", name: "Operations" },
    team: {
      ...{ id: "19:team@thread.tacv2", name: "Payments", aadGroupId: "aaaaaaaa-0000-4000-8000-000000000031" },
      channels: [{ id: "19:access@thread.tacv2", name: "access" }],
    },
  });
}
