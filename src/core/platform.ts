/** Where people talk. `local` is the try-out chat: that name is stored in histories, so it stays. */
export const platforms = ["local", "slack", "teams"] as const;

export type Platform = (typeof platforms)[number];

export const TRYOUT = "local" satisfies Platform;
