/** The ways in which a person proves who they are with something typed. A member is asked for the strongest they have. */
export const factorKinds = ["email", "authenticator"] as const;
export type FactorKind = (typeof factorKinds)[number];
