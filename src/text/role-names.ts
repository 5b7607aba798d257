/** What people call the predefined roles in German, French, Spanish and Chinese, and otherwise in English. */
const others: Record<string, readonly string[]> = {
  Admin: [
    ...["administrator", "administratorin", "administrateur", "administratrice", "administrador", "administradora"],
    ...["管理员", "管理員"],
  ],
  Finance: ["finanzen", "buchhaltung", "finances", "finanzas", "财务", "財務"],
  Operations: ["betrieb", "opérations", "operaciones", "运营", "營運"],
  Developer: [
    ...["developers", "entwickler", "entwicklerin", "entwicklung", "développeur", "développeuse"],
    ...["desarrollador", "desarrolladora", "开发", "开发者", "开发人员", "開發", "開發者"],
  ],
  "Data Analytics": ["datenanalyse", "analyse de données", "análisis de datos", "数据分析", "數據分析"],
};

/** Other names of the role with that name; none for a role that an organization made itself. */
export function otherRoleNames(name: string): readonly string[] {
  return Object.hasOwn(others, name) ? (others[name] ?? []) : [];
}

/**
 * Finds the role that is meant, in any case: by its name or, if none has that name, by another name of one. Every name is
 * folded once, so that many can be looked up.
 */
export function roleFinder<Role extends { name: string }>(roles: readonly Role[]): (typed: string) => Role | undefined {
  const known = new Map<string, Role>();
  const add = (name: string, role: Role) => {
    if (!known.has(folded(name))) known.set(folded(name), role);
  };
  for (const role of roles) add(role.name, role);
  for (const role of roles) for (const other of otherRoleNames(role.name)) add(other, role);
  return (typed) => known.get(folded(typed));
}

/** The same among names, for a single look-up. */
export function findRoleCalled(names: readonly string[], typed: string): string | undefined {
  return roleFinder(names.map((name) => ({ name })))(typed)?.name;
}

function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
