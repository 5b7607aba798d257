/** A mail as it would have been sent. */
export type Mail = {
  id: string;
  to: string;
  /** ISO 8601. */
  at: string;
  subject: string;
  text: string;
  html: string;
  code?: string;
  link?: { label: string; url: string };
};
