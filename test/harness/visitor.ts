/** A browser without a screen: keeps cookies, follows redirects, fills forms it was given. */
export function createVisitor() {
  const cookies = new Map<string, string>();
  let page = { url: "", status: 0, html: "" };

  async function go(url: string, form?: Record<string, string>): Promise<typeof page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers: Record<string, string> = {
      ...(cookie ? { Cookie: cookie } : {}),
      "Sec-Fetch-Site": form ? "same-origin" : "none",
    };
    const body = form ? new URLSearchParams(form) : null;
    const origin = new URL(url).origin;
    const response = await fetch(url, {
      method: form ? "POST" : "GET",
      redirect: "manual",
      headers: form ? { ...headers, Origin: origin } : headers,
      body,
    });
    for (const set of response.headers.getSetCookie()) keep(set);
    const location = response.headers.get("location");
    if (location) return go(new URL(location, url).href);
    page = { url, status: response.status, html: await response.text() };
    return page;
  }

  function keep(set: string): void {
    const [pair = ""] = set.split(";");
    const [name = "", value = ""] = pair.split("=");
    if (value === "" || /max-age=0/i.test(set)) cookies.delete(name);
    else cookies.set(name, value);
  }

  /** Sends the form whose action ends like that, with its hidden fields. */
  async function submit(action: RegExp, values: Record<string, string> = {}): Promise<typeof page> {
    const forms = [...page.html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)];
    const form = forms.find(([, to = ""]) => action.test(to));
    if (!form) throw new Error(`no form for ${action} on ${page.url} (${page.status})`);
    const hidden = [...(form[2] ?? "").matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const kept = Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, value]));
    return go(new URL(form[1] ?? "", page.url).href, { ...kept, ...values });
  }

  const words = () =>
    page.html
      .replace(/<[^>]+>/g, " ")
      .replace(/&#39;|&#x27;/g, "'")
      .replace(/\s+/g, " ");
  return { go, submit, words, page: () => page };
}
