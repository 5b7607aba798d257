import { answer, type Changes, type Query } from "../command.ts";
import { homeCard } from "./cards.ts";

/** A member's Home, wherever they ask for it. */
export function showHome(changes: Changes): Query {
  return {
    name: "home.show",
    needs: "member",
    run: async (context) => answer({ kind: "card", card: await homeCard(context, changes) }),
  };
}
