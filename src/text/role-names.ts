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

/** Of the names of roles, the one that is meant, in any case: itself or, if it is none of them, another name of one. */
export function findRoleCalled(names: readonly string[], typed: string): string | undefined {
  const wanted = folded(typed);
  return (
    names.find((name) => folded(name) === wanted) ??
    names.find((name) => otherRoleNames(name).some((other) => folded(other) === wanted))
  );
}

function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
