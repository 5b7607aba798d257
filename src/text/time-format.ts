// Making a format takes longer than using it a hundred times. Locale and zone come from people's profiles, so what is
// kept has a limit.
const KEPT = 500;
const made = new Map<string, Intl.DateTimeFormat>();

/** An ISO 8601 time as the locale writes it. Throws a RangeError for a locale or a time zone that doesn't exist. */
export function formatTime(iso: string, locale: string, how: Intl.DateTimeFormatOptions): string {
  return formatFor(locale, how).format(new Date(iso));
}

function formatFor(locale: string, how: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, how]);
  const known = made.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat(locale, how);
  if (made.size >= KEPT) made.clear();
  made.set(key, format);
  return format;
}
