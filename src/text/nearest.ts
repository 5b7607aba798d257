import leven from "leven";

/** Of `names`, the one closest to what was typed if it is close enough to be meant, or null. */
export function nearest(typed: string, names: readonly string[]): string | null {
  const most = (name: string) => Math.max(1, Math.floor(name.length / 3));
  const ranked = names
    // A name of quite another length is too far away, and long ones take long to compare.
    .filter((name) => Math.abs(name.length - typed.length) <= most(name))
    .map((name) => ({ name, distance: leven(typed.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= most(best.name) ? best.name : null;
}
