/** The ways in which a person proves who they are with something typed, or with a device. A member is asked for the strongest they have. */
export const factorKinds = ["email", "authenticator", "passkey"] as const;
export type FactorKind = (typeof factorKinds)[number];
