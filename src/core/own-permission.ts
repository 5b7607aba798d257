/** A permission that a company adds for its own systems, as its file says it. It is never about people and rules. */
export type OwnPermission = {
  resource: string;
  action: string;
  /** "Approve payouts", in the company's own language */
  name: string;
  about: string;
  /** under which it is told together with others */
  group?: string | undefined;
};
