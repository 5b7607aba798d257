/** Who a request says it is from. `teams` are all workspaces and enterprises that it names with that person. */
export type Speaker = { user: string; teams: string[]; isApp: boolean };

type Acting = {
  user: { id: string; team_id?: string | undefined };
  team?: { id: string; enterprise_id?: string | null | undefined } | null | undefined;
  enterprise?: { id: string } | null | undefined;
  function_data?: unknown;
};

/** Of a press, a submitted view or a search. */
export function speakerOf({ user, team, enterprise, function_data }: Acting): Speaker {
  // An app that is installed for a whole enterprise sends no team, and is not ours: no workspace has an empty id.
  const named = [team?.id ?? "", user.team_id, team?.enterprise_id, enterprise?.id];
  return {
    user: user.id,
    teams: named.filter((id) => typeof id === "string"),
    // Only a workflow's step sends this.
    isApp: function_data !== undefined,
  };
}
